using System.Security.Cryptography;
using Imago.Gallery;
using Imago.Gallery.Certificates;

namespace Imago.Cli.Tests.Gallery;

public sealed class VerifyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("imago-verify-").FullName;

    public VerifyTests()
    {
        using var keys = SigningKeys.Open(_folder);
        var picture = RandomNumberGenerator.GetBytes(1000);
        var previous = new string('0', 64);
        var lines = new List<byte[]>();
        for (var position = 0; position < 3; position++)
        {
            var certificate = new Certificate
            {
                Position = position, Gallery = "Nobody's portraits", Picture = position + 7, Sha256 = Convert.ToHexStringLower(SHA256.HashData([.. picture, (byte)position])), Title = "Beauty", Room = "People", Number = 1, Of = 3,
                TakenAt = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero), Previous = previous, Key = keys.Id,
            };
            var signed = new SignedCertificate(certificate, keys.Sign(certificate.ToBytes()));
            previous = Convert.ToHexStringLower(signed.Hash());
            lines.Add(signed.ToBytes());
        }
        File.WriteAllBytes(At("picture.png"), [.. picture, 1]);
        File.WriteAllBytes(At("certificate.json"), lines[1]);
        File.WriteAllText(At("key.pem"), keys.Public.ToPem());
        File.WriteAllBytes(At("ledger.jsonl"), [.. lines.SelectMany(static line => (byte[])[.. line, (byte)'\n'])]);
        File.WriteAllBytes(At("shorter.jsonl"), [.. lines[0], (byte)'\n']);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_is_verified_without_a_server()
    {
        var run = await VerifyAsync("picture.png", "certificate.json", "key.pem", "--ledger", At("ledger.jsonl"));
        Assert.Equal((ExitCode.Done, 8, 1, 3), (run.ExitCode, run.Json.GetProperty("picture").GetInt32(), run.Json.GetProperty("position").GetInt32(), run.Json.GetProperty("ledgerEntries").GetInt32()));
    }

    [Fact]
    public async Task What_does_not_agree_is_refused_in_a_sentence()
    {
        using (var other = SigningKeys.Open(Directory.CreateDirectory(At("other")).FullName))
            await File.WriteAllTextAsync(At("other.pem"), other.Public.ToPem());
        await File.WriteAllTextAsync(At("nothing.pem"), "no key");
        var changed = await File.ReadAllBytesAsync(At("picture.png"));
        changed[17] ^= 1;
        await File.WriteAllBytesAsync(At("changed.png"), changed);
        await RefusedAsync("SHA-256", "changed.png", "certificate.json", "key.pem");
        await RefusedAsync("expected one of", "picture.png", "certificate.json", "other.pem");
        await RefusedAsync("certificates.pem", "picture.png", "certificate.json", "nothing.pem");
        await RefusedAsync("cannot be read", "picture.png", "key.pem", "key.pem");
        await RefusedAsync("missing.png", "missing.png", "certificate.json", "key.pem");
        await RefusedAsync("has 1 entries and not this certificate", "picture.png", "certificate.json", "key.pem", "--ledger", At("shorter.jsonl"));

        async Task RefusedAsync(string part, params string[] arguments)
        {
            var run = await VerifyAsync(arguments[0], arguments[1], arguments[2], arguments[3..]);
            Assert.Equal(ExitCode.Failed, run.ExitCode);
            Assert.Contains(part, run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_new_key_leaves_the_old_one_known_and_an_audit_of_a_new_gallery_finds_nothing()
    {
        new GallerySettings { Name = "New" }.Write(GalleryFolder.Create(At("gallery")));
        var first = (await InProcess.RunAsync("gallery", "key", At("gallery"), "--json")).Json;
        var second = (await InProcess.RunAsync("gallery", "key", At("gallery"), "--renew", "--json")).Json;
        Assert.NotEqual(first.GetProperty("key").GetString(), second.GetProperty("key").GetString());
        Assert.Equal((1, 2), (first.GetProperty("known").GetArrayLength(), second.GetProperty("known").GetArrayLength()));
        Assert.Equal(ExitCode.Done, (await InProcess.RunAsync("gallery", "audit", At("gallery"))).ExitCode);
        Assert.Equal(ExitCode.Failed, (await InProcess.RunAsync("gallery", "audit", At("other"))).ExitCode);
    }

    private Task<Outcome> VerifyAsync(string file, string certificate, string key, params string[] more) =>
        InProcess.RunAsync(["gallery", "verify", At(file), "--certificate", At(certificate), "--key", At(key), .. more, "--json"]);

    private string At(string name) => Path.Combine(_folder, name);
}
