using System.Globalization;
using Imago.Gallery.Shell;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Certificates;

/// <summary>The part of certificates: the ledger and what visitors see of it.</summary>
internal static class CertificatesPart
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton(static provider => SigningKeys.Open(provider.GetRequiredService<GalleryFolder>().Keys));
        services.AddSingleton(static provider => new PublishedLedger(provider.GetRequiredService<Stores>().Public));
        services.AddSingleton<Bookkeeper>().AddSingleton<LedgerWorker>().AddSingleton<SheetShelf>().AddSingleton<Operations.Chore>(static provider => provider.GetRequiredService<LedgerWorker>());
    }

    public static void Map(WebApplication app)
    {
        app.MapGet("/certificates.pem", static (SigningKeys keys) => Results.Text(keys.Public.ToPem(), "application/x-pem-file"));
        app.MapGet("/ledger.jsonl", static async (long? from, GalleryDatabase database, HttpContext context) =>
            from is < 0 ? Results.BadRequest() : Results.Bytes(await LedgerPages.LinesAsync(database, from ?? 0, context.RequestAborted).ConfigureAwait(false), "application/jsonl"));
        // What a QR code leads to: the rest of its address, the signature, stays in the browser.
        app.MapGet("/c/{position:long}", static (long position, HttpContext context) => Results.Redirect($"/{Languages.Of(context).Language}/certificates/{position.ToString(CultureInfo.InvariantCulture)}"));
        app.MapGet("/certificates/{position:long}.json", static async (long position, GalleryDatabase database, HttpContext context) =>
            await LedgerPages.AtAsync(database, position, context.RequestAborted).ConfigureAwait(false) is { } entry
                ? Results.Bytes(entry.ToBytes(), "application/json", $"certificate-{position.ToString(CultureInfo.InvariantCulture)}.json")
                : Results.NotFound());
        foreach (var pdf in (bool[])[false, true])
        {
            app.MapGet("/{language:length(2)}/certificates/{position:long}" + (pdf ? ".pdf" : ".png"), async (string language, long position, SheetShelf sheets, HttpContext context) =>
                await sheets.OfAsync(language, position, pdf, context.RequestAborted).ConfigureAwait(false) is { } sheet ? Sheet(sheet, position, pdf, context) : Results.NotFound()).WithMetadata(new CountedAttribute());
        }
    }

    // What it says never changes; the gallery's address, which its code names, may.
    private static IResult Sheet(byte[] sheet, long position, bool pdf, HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=3600";
        return Results.Bytes(sheet, pdf ? "application/pdf" : "image/png", $"certificate-{position.ToString(CultureInfo.InvariantCulture)}{(pdf ? ".pdf" : ".png")}");
    }
}
