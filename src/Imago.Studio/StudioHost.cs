using Imago.Studio.Networks;
using Imago.Studio.Shell;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;
using Imago.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imago.Studio;

/// <summary>The artist's workbench: a web server over a workspace.</summary>
/// <example><code>
/// await using var studio = await StudioHost.StartAsync(new StudioOptions { Workspace = "work", Imago = ["imago"], BundledNetwork = "network.safetensors" });
/// Console.WriteLine(studio.Address);
/// </code></example>
public sealed class StudioHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StudioHost(WebApplication app) => _app = app;

    /// <summary>Where it is, such as <c>http://127.0.0.1:5080</c>.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Opens the studio.</summary>
    /// <exception cref="ArgumentException">The options do not belong together.</exception>
    /// <exception cref="StudioException">The workspace cannot be made.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<StudioHost> StartAsync(StudioOptions options, CancellationToken cancel = default)
    {
        options.Check();
        var workspace = new Workspace(options.Workspace);
        options = options with { Workspace = workspace.Path };
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddSimpleConsole(static form => form.SingleLine = true).SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen, options.Port);
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddSingleton(options).AddSingleton(workspace).AddSingleton<WorkspaceWatcher>().AddSingleton<ImagoProgram>().AddSingleton<Jobs>().AddSingleton(static _ => new BuiltAssets("studio", "src/studio.ts")).AddSingleton<PreviewFolder>().AddHostedService<PreviewTidying>().AddSingleton<NetworkShelf>();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddDataProtection().SetApplicationName("Imago").PersistKeysToFileSystem(Directory.CreateDirectory(workspace.Keys));
        Doors.AddTo(builder.Services, options);
        Rooms.AddTo(builder.Services);
        var app = builder.Build();
        Doors.Use(app, options);
        app.Services.GetRequiredService<BuiltAssets>().Use(app);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAntiforgery();
        Preferences.Map(app);
        Rooms.Map(app);
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(static mode => mode.ContentSecurityFrameAncestorsPolicy = null); // Doors says it for all pages
        await app.StartAsync(cancel).ConfigureAwait(false);
        return new StudioHost(app);
    }

    /// <summary>Returns when the studio has ended.</summary>
    /// <param name="cancel">Ends it.</param>
    public Task WaitAsync(CancellationToken cancel) => _app.WaitForShutdownAsync(cancel);

    /// <summary>Closes the studio; trainings and other commands go on.</summary>
    public async ValueTask DisposeAsync()
    {
        // First the connections end, then what they use.
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
