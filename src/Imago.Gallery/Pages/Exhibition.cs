using System.Security.Cryptography;
using Imago.Gallery.Shell;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Pages;

/// <summary>What visitors look at: door, rooms, walls, pictures, shirts, and what machines read of them.</summary>
internal static class Exhibition
{
    public static void AddTo(IServiceCollection services)
    {
        PublicPages.AddTo(services);
        services.AddSingleton<Site>().AddSingleton<Hints>().AddSingleton<Inventory>();
    }

    public static void Map(WebApplication app)
    {
        PublicPages.Use(app);
        Looks.Map(app);
        Sitemap.Map(app);
        // A walk through all pictures in an order of its own: the order and the place in it stand in the address, so none comes twice and nothing is remembered.
        app.MapGet("/{language:length(2)}/random", static (string language, HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return Results.Redirect($"/{language}/random/{RandomNumberGenerator.GetInt32(int.MaxValue)}/1");
        });
        app.MapGet("/cards/{number:int}.jpg", static async (int number, HttpContext context, GalleryDatabase database, Stores stores) =>
        {
            await using var gallery = database.Context();
            if (await gallery.Works.AsNoTracking().FirstOrDefaultAsync(one => one.Number == number, context.RequestAborted).ConfigureAwait(false) is not { } work
                || await ShareCard.OpenAsync(work, stores.Public, context.RequestAborted).ConfigureAwait(false) is not { } card)
                return Results.NotFound();
            context.Response.Headers.CacheControl = "public, max-age=86400";
            return Results.Stream(card, "image/jpeg");
        });
    }
}
