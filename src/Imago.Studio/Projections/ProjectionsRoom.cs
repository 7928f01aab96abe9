using Imago.Studio.Keeps;
using Imago.Studio.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Studio.Projections;

/// <summary>The room of the projections: photographs in, pictures out.</summary>
internal static class ProjectionsRoom
{
    private const long LargestPhoto = 256L << 20;

    public static void AddTo(IServiceCollection services) => services.AddSingleton<ProjectionShelf>();

    public static void Map(WebApplication app)
    {
        // A photograph may be of a kind that browsers do not show: the page gets a small copy.
        app.MapGet("/projections/{id}/{what}", static (ProjectionShelf shelf, SmallPictures small, string id, string what) =>
            what == "photo" ? BrowserFiles.Send(() => small.Of(shelf.Picture(id, what)), "image/jpeg") : BrowserFiles.Send(() => shelf.Picture(id, what), "image/png"));
        app.MapPut("/projections/photo/{name}", static (HttpContext context, ProjectionShelf shelf, string name) =>
            BrowserFiles.TakeAsync(context, LargestPhoto, async () => $"/projections?photo={await shelf.AddAsync(name, context.Request.Body, context.RequestAborted).ConfigureAwait(false)}"));
    }
}
