using Imago.Studio.Networks;
using Imago.Studio.Shell;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;
using Imago.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Studio;

/// <summary>The artist's workbench: a web server over a workspace. When it closes, trainings and other commands go on.</summary>
/// <example><code>
/// await using var studio = await StudioHost.StartAsync(new StudioOptions { Workspace = "work", Imago = ["imago"], BundledNetwork = "network.safetensors" });
/// Console.WriteLine(studio.Address);
/// </code></example>
public sealed class StudioHost : SiteHost
{
    private StudioHost(WebApplication app) : base(app) { }

    /// <summary>Opens the studio.</summary>
    /// <exception cref="ArgumentException">The options do not belong together.</exception>
    /// <exception cref="StudioException">The workspace cannot be made.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<StudioHost> StartAsync(StudioOptions options, CancellationToken cancel = default)
    {
        options.Check();
        var workspace = new Workspace(options.Workspace);
        options = options with { Workspace = workspace.Path };
        var builder = Builder(options.Listen, options.Port, "Imago", workspace.Keys, new BuiltAssets("studio", "src/studio.ts"));
        builder.Services.AddSingleton(options).AddSingleton(workspace).AddSingleton<WorkspaceWatcher>().AddSingleton<ImagoProgram>().AddSingleton<Jobs>().AddSingleton<PreviewFolder>().AddHostedService<PreviewTidying>().AddSingleton<NetworkShelf>();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        Doors.AddTo(builder.Services, options);
        Rooms.AddTo(builder.Services);
        return new(await OpenAsync(builder, app =>
        {
            Doors.Use(app, options);
            app.Services.GetRequiredService<BuiltAssets>().Use(app);
            app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
            app.UseAntiforgery();
            Preferences.Map(app);
            Rooms.Map(app);
            app.MapRazorComponents<App>().AddInteractiveServerRenderMode(static mode => mode.ContentSecurityFrameAncestorsPolicy = null); // Doors says it for all pages
        }, cancel).ConfigureAwait(false));
    }
}
