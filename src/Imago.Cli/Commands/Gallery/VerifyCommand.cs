using System.CommandLine;
using System.Globalization;
using Imago.Gallery;
using Imago.Gallery.Certificates;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary>What was found true.</summary>
/// <param name="File">The picture's file.</param>
/// <param name="Sha256">Its hash, which the certificate names.</param>
/// <param name="Gallery">Which gallery gave it.</param>
/// <param name="Picture">Its number in the inventory.</param>
/// <param name="Position">The certificate's place in the ledger.</param>
/// <param name="TakenAt">When it was taken.</param>
/// <param name="Key">The key that signed.</param>
/// <param name="LedgerEntries">How many entries the ledger has; null: it was not given.</param>
internal sealed record VerifyResult(string File, string Sha256, string Gallery, int Picture, long Position, DateTimeOffset TakenAt, string Key, int? LedgerEntries);

/// <summary><c>imago gallery verify</c>: is this the file that the gallery gave away? Without a server.</summary>
internal sealed class VerifyCommand : ImagoCommand<VerifyResult>
{
    private readonly Argument<string> file = new("file") { Description = "The full-size file", HelpName = "FILE" };
    private readonly Option<string> certificate = new("--certificate") { Description = "Its certificate, as the gallery gave it", HelpName = "FILE.json", Required = true };
    private readonly Option<string> key = new("--key") { Description = "The gallery's public keys, from /certificates.pem", HelpName = "FILE.pem", Required = true };
    private readonly Option<string> ledger = new("--ledger") { Description = "The whole ledger, from /ledger.jsonl: it is checked too, and must have the certificate", HelpName = "FILE.jsonl" };

    public VerifyCommand()
        : base("verify", "Check a full-size file against its certificate, without a server", "imago gallery verify picture.png --certificate certificate-17.json --key certificates.pem")
    {
        Arguments.Add(file);
        foreach (var option in (Option[])[certificate, key, ledger]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override Task<VerifyResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var keys = Keys(arguments.GetRequiredValue(key));
        var signed = CertificateCheck.Signature(Read(arguments.GetRequiredValue(certificate)), keys);
        var name = arguments.GetRequiredValue(file);
        using (var picture = Open(name))
            CertificateCheck.File(signed.Certificate, picture);
        var entries = arguments.GetValue(ledger) is { } lines ? Chain(lines, signed, keys) : (int?)null;
        var said = signed.Certificate;
        return Task.FromResult(new VerifyResult(name, said.Sha256, said.Gallery, said.Picture, said.Position, said.TakenAt, said.Key, entries));
    }

    /// <inheritdoc/>
    protected override void Show(VerifyResult result, IAnsiConsole screen)
    {
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.File} is picture {result.Picture} of {result.Gallery}, to the last bit: taken {result.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, certificate {result.Position}, signed with key {result.Key}."));
        screen.WriteLine(result.LedgerEntries is { } entries ? $"The ledger of {entries} entries is whole and has it." : "The ledger was not given, so only the signature speaks for the certificate's place in it.");
    }

    private static int Chain(string path, SignedCertificate signed, PublicKeys keys)
    {
        var entries = CertificateCheck.Ledger(File.ReadLines(path).Where(static line => line.Length > 0).Select(System.Text.Encoding.UTF8.GetBytes), keys);
        var position = signed.Certificate.Position;
        return position < entries.Count && entries[(int)position].Certificate == signed.Certificate
            ? entries.Count
            : throw new GalleryException($"The ledger in '{path}' has {entries.Count} entries and not this certificate at position {position}: take the ledger from the gallery again; if it is still missing there, the gallery has lost what it promised.");
    }

    private static PublicKeys Keys(string path)
    {
        try
        {
            return PublicKeys.Read(System.Text.Encoding.UTF8.GetString(Read(path)));
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new GalleryException($"'{path}' has no public keys that can be used ({e.Message.TrimEnd('.')}): take them from the gallery's /certificates.pem.", e);
        }
    }

    private static byte[] Read(string path)
    {
        using var stream = Open(path);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GalleryException($"'{path}' cannot be read ({e.Message.TrimEnd('.')}): see that the name is right.", e);
        }
    }
}
