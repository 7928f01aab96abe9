using System.CommandLine;
using System.Net;
using Imago.Gallery;
using Imago.Gallery.Checking;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary>What a gallery was, when it closes.</summary>
/// <param name="Address">Where it was.</param>
/// <param name="Gallery">Its folder.</param>
internal sealed record ServeResult(string Address, string Gallery);

/// <summary><c>imago gallery serve</c>: the exhibition, open to visitors.</summary>
internal sealed class ServeCommand : ImagoCommand<ServeResult>
{
    private readonly Argument<string> gallery = new("gallery") { Description = "The gallery's folder", HelpName = "DIR" };
    private readonly Option<int> port = new("--port") { Description = "The port; 0 for any free one", HelpName = "N", DefaultValueFactory = _ => 5090 };
    private readonly Option<string> listen = new("--listen") { Description = "Address to listen at; 127.0.0.1 is reached from this machine alone", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };

    // For imago gallery check, which starts web processes by it; nothing else opens such a gallery.
    private readonly Option<bool> checking = new("--checking") { Hidden = true };

    public ServeCommand()
        : base("serve", "Open a gallery to visitors", "imago gallery serve gallery --port 5090")
    {
        Arguments.Add(gallery);
        foreach (var option in (Option[])[port, listen, checking]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<ServeResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        if (arguments.GetValue(checking))
        {
            await CheckServer.RunAsync(arguments.GetRequiredValue(gallery), cancel).ConfigureAwait(false);
            return new("nowhere any more", Path.GetFullPath(arguments.GetRequiredValue(gallery)));
        }
        var address = arguments.GetRequiredValue(listen);
        var options = new GalleryOptions
        {
            Folder = arguments.GetRequiredValue(gallery),
            Port = arguments.GetValue(port),
            Listen = IPAddress.TryParse(address, out var known) ? known : throw new UsageException($"--listen is {address}, expected an address of this machine, such as 0.0.0.0 for all of them."),
        };
        await using var open = await GalleryHost.StartAsync(options, cancel).ConfigureAwait(false);
        session.Note($"The gallery is open at {open.Address}. Ctrl-C closes it.");
        await open.WaitAsync(cancel).ConfigureAwait(false);
        return new(open.Address, Path.GetFullPath(options.Folder));
    }

    /// <inheritdoc/>
    protected override void Show(ServeResult result, IAnsiConsole screen) => screen.WriteLine($"The gallery in {result.Gallery} is closed.");
}
