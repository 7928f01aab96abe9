using Imago.Gallery.Shell;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery;

/// <summary>The public exhibition: a web server over a gallery. It holds no network and computes no picture.</summary>
/// <example><code>
/// await using var gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = "gallery" });
/// Console.WriteLine(gallery.Address);
/// </code></example>
public sealed class GalleryHost : SiteHost
{
    private GalleryHost(WebApplication app) : base(app) { }

    /// <summary>What it is made of, for tests.</summary>
    internal new IServiceProvider Services => base.Services;

    /// <summary>Opens the gallery.</summary>
    /// <exception cref="GalleryException">There is no gallery, or its database does not answer.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static Task<GalleryHost> StartAsync(GalleryOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return StartAsync(options, static _ => { }, static _ => { }, cancel);
    }

    /// <summary>Opens it with services and addresses beside its own: see <see cref="Checking.CheckServer"/>.</summary>
    internal static async Task<GalleryHost> StartAsync(GalleryOptions options, Action<IServiceCollection> add, Action<WebApplication> map, CancellationToken cancel)
    {
        var folder = GalleryFolder.Open(options.Folder);
        var settings = GallerySettings.Read(folder);
        var database = await GalleryDatabase.OpenAsync(folder, settings, cancel).ConfigureAwait(false);
        var builder = Builder(options.Listen, options.Port, "Imago gallery", folder.Keys, new BuiltAssets("gallery", "src/gallery.ts"));
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = 64 << 10); // visitors send words, no files
        var services = builder.Services;
        services.AddSingleton(options).AddSingleton(folder).AddSingleton(settings).AddSingleton(_ => database).AddSingleton(Languages.Texts).AddSingleton(_ => Stores.Open(folder, settings));
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        Parts.AddTo(services, settings);
        add(services);
        return new(await OpenAsync(builder, app => Compose(app, map), cancel).ConfigureAwait(false));
    }

    private static void Compose(WebApplication app, Action<WebApplication> map)
    {
        app.Use(static (context, next) =>
        {
            if (HttpMethods.IsHead(context.Request.Method))
                context.Request.Method = HttpMethods.Get; // every address that can be got answers HEAD alike; the server itself leaves out the body
            return next(context);
        });
        app.UseRouting();
        Doors.Guard(app);
        app.Services.GetRequiredService<BuiltAssets>().Use(app);
        Parts.Map(app);
        map(app);
        app.MapRazorComponents<App>();
    }
}
