using System.CommandLine;
using System.Diagnostics;
using System.Net;
using Imago.Networks.Formats;
using Imago.Studio;
using Spectre.Console;

namespace Imago.Cli.Commands.Studio;

/// <summary>What a studio was, when it ends.</summary>
/// <param name="Address">Where it was.</param>
/// <param name="Workspace">Its folder.</param>
internal sealed record StudioResult(string Address, string Workspace);

/// <summary><c>imago studio</c>: the artist's workbench in the browser.</summary>
internal sealed class StudioCommand : ImagoCommand<StudioResult>
{
    private readonly Option<string> workspace = new("--workspace") { Description = "Folder of data sets, runs, networks, kept pictures and films; made where it does not exist", HelpName = "DIR", DefaultValueFactory = _ => "studio" };
    private readonly Option<int> port = new("--port") { Description = "The port; 0 for any free one", HelpName = "N", DefaultValueFactory = _ => 5080 };
    private readonly Option<bool> noBrowser = new("--no-browser") { Description = "Do not open a browser" };
    private readonly Option<string> listen = new("--listen") { Description = "Address to listen at; other machines can reach any but 127.0.0.1, so it needs a password", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<string> passwordFile = new("--password-file") { Description = "File whose first line is the password that pages ask for", HelpName = "FILE" };

    public StudioCommand()
        : base("studio", "Collect, train and explore in the browser", "imago studio --workspace studio --port 5080")
    {
        foreach (var option in (Option[])[workspace, port, noBrowser, listen, passwordFile]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<StudioResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var address = arguments.GetRequiredValue(listen);
        var options = new StudioOptions
        {
            Workspace = arguments.GetRequiredValue(workspace),
            Port = arguments.GetValue(port),
            Listen = IPAddress.TryParse(address, out var known) ? known : throw new UsageException($"--listen is {address}, expected an address of this machine, such as 0.0.0.0 for all of them."),
            Password = arguments.GetValue(passwordFile) is { } file ? File.ReadLines(file).FirstOrDefault("") : null,
            Imago = [Environment.ProcessPath!, .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? (string[])[Path.Combine(AppContext.BaseDirectory, "imago.dll")] : []],
            BundledNetwork = BundledNetwork.Location,
        };
        await using var studio = await StudioHost.StartAsync(options, cancel).ConfigureAwait(false);
        session.Note($"The studio is open at {studio.Address}, over {Path.GetFullPath(options.Workspace)}. Ctrl-C closes it; trainings go on.");
        if (!arguments.GetValue(noBrowser) && !session.Json) Open(studio.Address, session);
        await studio.WaitAsync(cancel).ConfigureAwait(false);
        return new(studio.Address, Path.GetFullPath(options.Workspace));
    }

    /// <inheritdoc/>
    protected override void Show(StudioResult result, IAnsiConsole screen) => screen.WriteLine($"The studio is closed; all is in {result.Workspace}.");

    private static void Open(string address, Session session)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(address) { UseShellExecute = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            session.Note($"No browser could be opened here: open {address} in one.");
        }
    }
}
