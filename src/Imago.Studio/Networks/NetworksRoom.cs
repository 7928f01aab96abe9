using Imago.Studio.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Studio.Networks;

/// <summary>The room of the networks: their files out, and others' files in.</summary>
internal static class NetworksRoom
{
    private const long LargestFile = 16L << 30;

    public static void AddTo(IServiceCollection services) => services.AddSingleton<NetworkCards>().AddSingleton<NetworkImports>().AddSingleton<OwnNetworks>();

    public static void Map(WebApplication app)
    {
        app.MapGet("/networks/file", static (NetworkShelf shelf, string key) => BrowserFiles.Send(() => shelf.Find(key).Path, "application/octet-stream", Path.GetFileName(key == NetworkShelf.BundledKey ? "portraits.safetensors" : key)));
        app.MapGet("/networks/sheet", static (NetworkShelf shelf, NetworkCards cards, string key) => BrowserFiles.Send(() => cards.Sheet(shelf.Find(key)) ?? throw new StudioException("Not yet."), "image/jpeg"));
        app.MapPut("/networks/import/{name}", static (HttpContext context, NetworkImports imports, string name) =>
            BrowserFiles.TakeAsync(context, LargestFile, async () =>
            {
                await imports.FromFileAsync(name, context.Request.ContentLength, context.Request.Body, context.RequestAborted).ConfigureAwait(false);
                return null;
            }));
    }
}
