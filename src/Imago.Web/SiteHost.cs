using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imago.Web;

/// <summary>A site of Imago that is open: what the studio and the gallery have in common as servers.</summary>
public abstract class SiteHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    /// <summary>Of a site that has been started.</summary>
    protected SiteHost(WebApplication app) => _app = app;

    /// <summary>Where it is, such as <c>http://127.0.0.1:5080</c>.</summary>
    public string Address => Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>What it is made of.</summary>
    protected IServiceProvider Services => _app.Services;

    /// <summary>A site that listens at one address, logs only what goes wrong, a line each, and says nothing of the server behind it.</summary>
    /// <param name="listen">Where.</param>
    /// <param name="port">At which port; 0 for any that is free.</param>
    /// <param name="name">Whose keys are in <paramref name="keys"/>: what another site protected cannot be read here.</param>
    /// <param name="keys">The folder of the keys that protect cookies and forms; it is made.</param>
    /// <param name="assets">Its script and styles.</param>
    protected static WebApplicationBuilder Builder(IPAddress listen, int port, string name, string keys, BuiltAssets assets)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders().AddSimpleConsole(static form => form.SingleLine = true).SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(listen, port);
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddDataProtection().SetApplicationName(name).PersistKeysToFileSystem(Directory.CreateDirectory(keys));
        builder.Services.AddSingleton(assets);
        return builder;
    }

    /// <summary>Puts a site together and opens it. Where it refuses, what had begun of it ends before it says so.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    protected static async Task<WebApplication> OpenAsync(WebApplicationBuilder builder, Action<WebApplication> compose, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(compose);
        var app = builder.Build();
        try
        {
            compose(app);
            await app.StartAsync(cancel).ConfigureAwait(false);
            return app;
        }
        catch
        {
            await CloseAsync(app).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Returns when the site has ended.</summary>
    /// <param name="cancel">Ends it.</param>
    public Task WaitAsync(CancellationToken cancel) => _app.WaitForShutdownAsync(cancel);

    /// <summary>Closes the site: what is being answered is answered first.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await CloseAsync(_app).ConfigureAwait(false);
    }

    // First the connections end, then what they use.
    private static async Task CloseAsync(WebApplication app)
    {
        await app.StopAsync().ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
    }
}
