using System.Net;
using Imago.Studio.Shell;
using Imago.Studio.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Imago.Studio.Datasets;

/// <summary>
/// How files come in: <c>GET /datasets/uploads/NAME</c> tells what is there, <c>POST</c> asks whether so much more may come, <c>GET …/file</c> how far a file has come, <c>PUT …/file</c>
/// brings a piece of it, <c>POST …/done</c> begins the inspection. What is refused is answered by one sentence of plain text.
/// </summary>
internal static class UploadEndpoints
{
    public static void Map(WebApplication app)
    {
        var uploads = app.MapGroup("/datasets/uploads/{name}").AddEndpointFilter(async (context, next) =>
        {
            var request = context.HttpContext.Request;
            if (!HttpMethods.IsGet(request.Method) && !BrowserFiles.IsOwn(request))
                return Refused(HttpStatusCode.Forbidden, $"This is for the studio's own pages, which send {BrowserFiles.OwnPage}: 1.");
            try
            {
                return await next(context).ConfigureAwait(false);
            }
            catch (UploadRefusal e)
            {
                return Refused(e.Status, e.Message);
            }
            catch (StudioException e)
            {
                return Refused(HttpStatusCode.BadRequest, e.Message);
            }
            catch (IOException e)
            {
                var refusal = UploadRefusal.From(e, "This");
                return Refused(refusal.Status, refusal.Message);
            }
        });
        uploads.MapGet("", static (string name, Workspace workspace) =>
        {
            var intake = Intake.Of(workspace, name);
            return Results.Json(new { name = intake.Name, piece = UploadLimits.PieceBytes, files = UploadStore.Complete(intake) });
        });
        uploads.MapPost("", static (string name, int files, long bytes, Workspace workspace, UploadStore store) =>
        {
            store.Plan(Intake.Of(workspace, name), files, bytes);
            return Results.NoContent();
        });
        uploads.MapGet("/file", static (string name, string path, long size, long stamp, Workspace workspace) =>
            Results.Json(new { have = UploadStore.Have(Intake.Of(workspace, name), new(path, size, stamp)) }));
        uploads.MapPut("/file", static async (string name, string path, long size, long stamp, long offset, HttpRequest request, Workspace workspace, UploadStore store, CancellationToken cancel) =>
        {
            var length = request.ContentLength ?? throw new UploadRefusal(HttpStatusCode.LengthRequired, $"A piece of {path} came without its length: bring it again.");
            return Results.Json(new { have = await store.PutAsync(Intake.Of(workspace, name), new(path, size, stamp, offset, length), request.Body, cancel).ConfigureAwait(false) });
        }).WithMetadata(new PieceLimit());
        uploads.MapPost("/done", static (string name, int came, Workspace workspace, Inspections inspections) =>
        {
            var intake = Intake.Of(workspace, name);
            // Where nothing new has come, what was seen still holds.
            if (came > 0 || Inspections.ReportOf(inspections.Newest(intake)) is null)
                inspections.Start(intake);
            return Results.Json(new { address = PicturesPage.AddressOf(intake.Name) });
        });
    }

    private static IResult Refused(HttpStatusCode status, string sentence) => Results.Text(sentence, "text/plain; charset=utf-8", statusCode: (int)status);

    private sealed class PieceLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => UploadLimits.PieceBytes;
    }
}
