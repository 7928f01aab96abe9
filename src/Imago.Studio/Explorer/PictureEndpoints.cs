using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Imago.Imaging;
using Imago.Latent;
using Imago.Studio.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Imago.Studio.Explorer;

/// <summary>
/// <c>/pictures?VIEW</c>: the picture at the centre of a view, and nothing but its query decides which. <c>&amp;coarse=1</c> gives a small one in less time, <c>&amp;download=png</c> the file,
/// <c>&amp;download=latent</c> its latent as the command line reads it.
/// </summary>
internal static class PictureEndpoints
{
    /// <summary>Says which page asks: pages take turns.</summary>
    public const string ClientHeader = "X-Imago-Client";

    /// <summary>Says for which place on the page.</summary>
    public const string SlotHeader = "X-Imago-Slot";

    /// <summary>Says how soon: 0 is the centre.</summary>
    public const string OrderHeader = "X-Imago-Order";

    /// <summary>Answers how long the network took, in milliseconds.</summary>
    public const string TimeHeader = "X-Imago-Milliseconds";

    private static readonly EncodeOptions s_quick = new() { Quality = 92 };

    public static void Map(WebApplication app) => app.MapGet("/pictures", static async (HttpContext context, PictureDesk desk, Workspace workspace) =>
    {
        try
        {
            await AnswerAsync(context, desk, workspace).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A newer wish came first, or nobody waits.
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (StudioException e)
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await context.Response.WriteAsync(e.Message, CancellationToken.None).ConfigureAwait(false);
        }
    });

    private static async Task AnswerAsync(HttpContext context, PictureDesk desk, Workspace workspace)
    {
        var (query, headers) = (context.Request.Query, context.Request.Headers);
        var view = ExplorerView.Parse(context.Request.QueryString.Value ?? "");
        var (coarse, download) = (query["coarse"] == "1", query["download"].ToString());
        var order = int.TryParse(headers[OrderHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        var turn = new Turn(Word(headers[ClientHeader]) ?? context.Connection.Id, Word(headers[SlotHeader]) ?? context.TraceIdentifier, order);
        var known = headers.IfNoneMatch.ToString();
        var made = await desk.WithAsync(view.Network, turn, network =>
        {
            var tag = Tag(network, view, $"{coarse} {download}");
            if (tag is not null && tag == known)
                return new Made(tag, null, null, 0);
            var begun = Stopwatch.GetTimestamp();
            var request = PictureWish.Of(view, network, workspace);
            if (download == "latent")
                return new Made(tag, null, LatentOf(network, request), 0);
            if (coarse && network.Facts.CoarseSide is { } side)
                request = request with { Resolution = side };
            return new Made(tag, network.Renderer.Render(request), null, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }, context.RequestAborted).ConfigureAwait(false);
        await SendAsync(context, made, view, download).ConfigureAwait(false);
    }

    private static async Task SendAsync(HttpContext context, Made made, ExplorerView view, string download)
    {
        var response = context.Response;
        response.Headers.CacheControl = "private, no-cache";
        if (made.Tag is not null)
            response.Headers.ETag = made.Tag;
        if (made is { Rendering: null, Latent: null })
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.Headers[TimeHeader] = made.Milliseconds.ToString("0.0", CultureInfo.InvariantCulture);
        if (download.Length > 0)
            response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = FileName(view) + (made.Latent is null ? ".png" : ".safetensors") }.ToString();
        var (type, bytes) = made.Latent is { } latent ? ("application/octet-stream", latent)
            : download == "png" ? ("image/png", PictureWriter.Encode(made.Rendering!.ToPicture(), PictureFormat.Png))
            : ("image/jpeg", PictureWriter.Encode(made.Rendering!.ToPicture(), PictureFormat.Jpeg, s_quick));
        (response.ContentType, response.ContentLength) = (type, bytes.Length);
        await response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    private sealed record Made(string? Tag, Rendering? Rendering, byte[]? Latent, double Milliseconds);

    /// <summary>The same network and view give the same bytes; where the view names files, which may change, nothing is promised.</summary>
    private static string? Tag(OpenNetwork network, ExplorerView view, string form) =>
        view.ToQuery() is var query && (view.Directions is not null || query.Contains("keep:", StringComparison.Ordinal)) ? null
        : $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{network.Facts.Fingerprint} {query} {form}")))[..24]}\"";

    private static string FileName(ExplorerView view) => Workspace.FileName($"imago-{view.At}", longest: 60);

    private static string? Word(string? header) => header is { Length: > 0 and <= 64 } ? header : null;

    private static byte[] LatentOf(OpenNetwork network, RenderRequest request)
    {
        var file = Path.Combine(Path.GetTempPath(), $"imago-{Guid.NewGuid():N}.safetensors");
        try
        {
            LatentFile.Write(file, [network.Renderer.ToW(request)], network.Renderer.Generator);
            return File.ReadAllBytes(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
