using Imago.Gallery.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Shell;

/// <summary><c>/small/…</c>: the small copies. Their names carry a hash of their contents, so browsers keep them for a year; films of walls are named by what hangs there and may be made anew, so they are kept for an hour.</summary>
internal static class SmallFiles
{
    public static void Map(WebApplication app) => app.MapGet("/small/{key:maxlength(120)}", static async (string key, HttpContext context, Stores stores) =>
    {
        var type = Path.GetExtension(key) switch { ".avif" => "image/avif", ".webp" => "image/webp", ".jpg" => "image/jpeg", ".mp4" => "video/mp4", _ => null };
        if (type is null || key.StartsWith('.') || key.Any(static one => !char.IsAsciiLetterOrDigit(one) && one is not ('-' or '.')) || await stores.Public.OpenAsync(key, context.RequestAborted).ConfigureAwait(false) is not { } file)
            return Results.NotFound();
        context.Response.Headers.CacheControl = type.StartsWith("image/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "public, max-age=3600";
        return Results.Stream(file, type, enableRangeProcessing: true);
    });
}
