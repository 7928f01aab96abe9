using System.CommandLine;
using Imago.Gallery;
using Imago.Gallery.Certificates;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary>The keys of a gallery's certificates.</summary>
/// <param name="Key">The one that signs.</param>
/// <param name="Known">All that ever did.</param>
/// <param name="Pem">Their public parts.</param>
internal sealed record KeyResult(string Key, IReadOnlyList<string> Known, string Pem);

/// <summary><c>imago gallery key</c>: the key that signs certificates, and a new one where the old one may be known to others.</summary>
internal sealed class KeyCommand : ImagoCommand<KeyResult>
{
    private readonly Argument<string> gallery = new("gallery") { Description = "The gallery's folder", HelpName = "DIR" };
    private readonly Option<bool> renew = new("--renew") { Description = "Make a new key; the old one's public part stays, so its certificates can be checked. Restart the gallery afterwards" };

    public KeyCommand()
        : base("key", "Show the public keys of a gallery's certificates, or make a new one", "imago gallery key gallery")
    {
        Arguments.Add(gallery);
        Options.Add(renew);
    }

    /// <inheritdoc/>
    protected override Task<KeyResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var folder = GalleryFolder.Open(arguments.GetRequiredValue(gallery));
        if (arguments.GetValue(renew))
            SigningKeys.Renew(folder.Keys);
        using var keys = SigningKeys.Open(folder.Keys);
        return Task.FromResult(new KeyResult(keys.Id, [.. keys.Public.ById.Keys], keys.Public.ToPem()));
    }

    /// <inheritdoc/>
    protected override void Show(KeyResult result, IAnsiConsole screen)
    {
        screen.WriteLine($"Key {result.Key} signs; {result.Known.Count} known in all:");
        screen.Write(new Text(result.Pem));
    }
}
