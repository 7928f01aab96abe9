using Imago.Studio.Shell;
using Imago.Studio.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Studio.Keeps;

/// <summary>The room of the kept pictures, and their files.</summary>
internal static class KeepsRoom
{
    public static void AddTo(IServiceCollection services) => services.AddSingleton<Trash>().AddSingleton<KeepShelf>().AddSingleton<SmallPictures>();

    public static void Map(WebApplication app)
    {
        app.MapGet("/keeps/{key}/picture", static (KeepShelf shelf, string key, bool? download) =>
            Sent(() => shelf.Find(key).Picture, "image/png", download == true ? $"{key}.png" : null));
        app.MapGet("/keeps/{key}/small", static (KeepShelf shelf, SmallPictures small, string key) =>
            Sent(() => small.Of(shelf.Find(key).Picture), "image/jpeg"));
        app.MapGet("/keeps/{key}/latent", static (KeepShelf shelf, string key) =>
            Sent(() => shelf.Find(key).LatentFile ?? throw new StudioException($"{key} has no latent."), "application/octet-stream", $"{key}.safetensors"));
    }

    /// <summary>A file that may be gone: then there is nothing here.</summary>
    internal static IResult Sent(Func<string> path, string type, string? name = null)
    {
        try
        {
            return Results.File(path(), type, name, enableRangeProcessing: true);
        }
        catch (Exception e) when (ActingPage.IsSentence(e))
        {
            return Results.NotFound();
        }
    }
}
