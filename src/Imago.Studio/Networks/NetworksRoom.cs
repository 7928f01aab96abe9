using Imago.Studio.Keeps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Studio.Networks;

/// <summary>The room of the networks: their files out, and others' files in.</summary>
internal static class NetworksRoom
{
    private const long LargestFile = 16L << 30;

    public static void AddTo(IServiceCollection services) => services.AddSingleton<NetworkCards>().AddSingleton<NetworkImports>().AddSingleton<OwnNetworks>();

    public static void Map(WebApplication app)
    {
        app.MapGet("/networks/file", static (NetworkShelf shelf, string key) => KeepsRoom.Sent(() => shelf.Find(key).Path, "application/octet-stream", Path.GetFileName(key == NetworkShelf.BundledKey ? "portraits.safetensors" : key)));
        app.MapGet("/networks/sheet", static (NetworkShelf shelf, NetworkCards cards, string key) => KeepsRoom.Sent(() => cards.Sheet(shelf.Find(key)) ?? throw new StudioException("Not yet."), "image/jpeg"));
        app.MapPut("/networks/import/{name}", static (HttpContext context, NetworkImports imports, string name) =>
            TakenAsync(context, LargestFile, async () =>
            {
                await imports.FromFileAsync(name, context.Request.ContentLength, context.Request.Body, context.RequestAborted).ConfigureAwait(false);
                return null;
            }));
    }

    /// <summary>
    /// Takes a file from the browser, and answers <c>{"leads": address}</c> or <c>{"problem": sentence}</c>. The header, which pages of other sites cannot send, says that it was ours who asked.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="largest">The most bytes.</param>
    /// <param name="take">Takes it; says where the page goes then, or null to stay.</param>
    internal static async Task<IResult> TakenAsync(HttpContext context, long largest, Func<Task<string?>> take)
    {
        if (context.Request.Headers["X-Imago"] != "1")
            return Results.Json(new { problem = "Files are taken from the studio's own pages alone: send it from there." }, statusCode: StatusCodes.Status403Forbidden);
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = largest;
        try
        {
            return Results.Json(new { leads = await take().ConfigureAwait(false) });
        }
        catch (BadHttpRequestException e)
        {
            return Results.Json(new { problem = e.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"The file has more than {largest / 1e6:N0} MB: put it into the workspace by hand." : "The file did not arrive whole: send it again." }, statusCode: e.StatusCode);
        }
        catch (Exception e) when (Shell.ActingPage.IsSentence(e))
        {
            return Results.Json(new { problem = e.Message }, statusCode: StatusCodes.Status422UnprocessableEntity);
        }
    }
}
