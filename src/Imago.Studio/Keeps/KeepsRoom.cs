using Imago.Studio.Shell;
using Imago.Studio.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Studio.Keeps;

/// <summary>The room of the kept pictures, and their files.</summary>
internal static class KeepsRoom
{
    public static void AddTo(IServiceCollection services) => services.AddSingleton<Trash>().AddSingleton<KeepShelf>().AddSingleton<SmallPictures>();

    public static void Map(WebApplication app)
    {
        app.MapGet("/keeps/{key}/picture", static (KeepShelf shelf, string key, bool? download) =>
            BrowserFiles.Send(() => shelf.Find(key).Picture, "image/png", download == true ? $"{key}.png" : null));
        app.MapGet("/keeps/{key}/small", static (KeepShelf shelf, SmallPictures small, string key) =>
            BrowserFiles.Send(() => small.Of(shelf.Find(key).Picture), "image/jpeg"));
        app.MapGet("/keeps/{key}/latent", static (KeepShelf shelf, string key) =>
            BrowserFiles.Send(() => shelf.Find(key).LatentFile ?? throw new StudioException($"{key} has no latent."), "application/octet-stream", $"{key}.safetensors"));
    }
}
