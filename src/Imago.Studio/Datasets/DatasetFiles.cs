using Imago.Imaging;
using Imago.Studio.Workspaces;
using Imago.Training.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Imago.Studio.Datasets;

/// <summary>Pictures of the room: contact sheets, previews of packing, rows of data sets; and data sets to download.</summary>
internal static class DatasetFiles
{
    public static void Map(WebApplication app)
    {
        var room = app.MapGroup("/datasets").AddEndpointFilter(static async (context, next) =>
        {
            try
            {
                return await next(context).ConfigureAwait(false);
            }
            catch (Exception e) when (e is StudioException or DatasetException or PictureException or ArgumentException or IOException)
            {
                return Results.Text(e.Message, "text/plain; charset=utf-8", statusCode: StatusCodes.Status404NotFound);
            }
        });
        room.MapGet("/pictures/{name}/sheet", static (string name, Workspace workspace) =>
            Results.File(Intake.Of(workspace, name).Sheet, "image/webp"));
        room.MapGet("/pictures/{name}/preview/{index:int}", static (string name, int index, HttpContext context, Workspace workspace, Previews previews) =>
        {
            var options = PackChoice.Read(context.Request.Query);
            var png = previews.Of(Intake.Of(workspace, name)).Make(index, options);
            context.Response.Headers.CacheControl = "private, max-age=600";
            return Results.Bytes(png, "image/png");
        });
        room.MapGet("/row", static async (string name, HttpContext context, DatasetShelf shelf) =>
        {
            var facts = await shelf.FactsAsync(shelf.Find(name)).ConfigureAwait(false);
            context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
            return facts.Problem is null ? Results.Bytes(facts.Row, "image/webp") : throw new StudioException(facts.Problem);
        });
        room.MapGet("/download", static (string name, DatasetShelf shelf) =>
            shelf.Find(name) is { IsZip: true } zip ? Results.File(zip.Path, "application/zip", zip.Name, enableRangeProcessing: true) : throw new StudioException($"{name} is a folder: only a zip can be downloaded."));
    }
}
