using Imago.Gallery.Shell;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery;

/// <summary>The public exhibition: a web server over a gallery. It holds no network and computes no picture.</summary>
/// <example><code>
/// await using var gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = "gallery" });
/// Console.WriteLine(gallery.Address);
/// </code></example>
public sealed class GalleryHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GalleryHost(WebApplication app) => _app = app;

    /// <summary>Where it is, such as <c>http://127.0.0.1:5090</c>.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>What it is made of, for tests.</summary>
    internal IServiceProvider Services => _app.Services;

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
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders().AddSimpleConsole(static form => form.SingleLine = true).SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 << 10; // visitors send words, no files
        });
        var services = builder.Services;
        services.AddSingleton(options).AddSingleton(folder).AddSingleton(settings).AddSingleton(_ => database).AddSingleton(Languages.Texts).AddSingleton(static _ => new BuiltAssets("gallery", "src/gallery.ts"));
        services.AddSingleton(_ => Stores.Open(folder, settings));
        services.AddDataProtection().SetApplicationName("Imago gallery").PersistKeysToFileSystem(Directory.CreateDirectory(folder.Keys));
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        Parts.AddTo(services, settings);
        add(services);
        var app = builder.Build();
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
        await app.StartAsync(cancel).ConfigureAwait(false);
        return new GalleryHost(app);
    }

    /// <summary>Returns when the gallery has ended.</summary>
    /// <param name="cancel">Ends it.</param>
    public Task WaitAsync(CancellationToken cancel) => _app.WaitForShutdownAsync(cancel);

    /// <summary>Closes the gallery: what visitors are being answered is answered first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
