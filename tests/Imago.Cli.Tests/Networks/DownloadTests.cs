using Imago.Tests.Shared;

namespace Imago.Cli.Tests.Networks;

/// <summary>Networks by address, in the program as users get it, from an encrypted server whose certificate it trusts.</summary>
public sealed class DownloadTests : IDisposable
{
    private readonly HttpsFiles web = new();
    private readonly TempFolder folder = new();

    public DownloadTests()
    {
        folder.File("trusted.pem", web.Pem);
        web.Files["/nets/small.safetensors"] = new(File.ReadAllBytes(NetworkFiles.Write(Path.Combine(folder.Path, "small.safetensors"))));
    }

    public void Dispose()
    {
        web.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_network_is_used_by_its_address_and_kept()
    {
        var address = web.At("/nets/small.safetensors").AbsoluteUri;
        var first = await RunAsync("inspect", address, "--json");
        Assert.Equal(0, first.ExitCode);
        var kept = Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "cache", "networks"), "small.safetensors", SearchOption.AllDirectories));
        Assert.Equal(kept, first.Json.GetProperty("path").GetString());
        Assert.Equal(address, first.Json.GetProperty("origin").GetString());

        var second = await RunAsync("generate", "--network", address, "--seeds", "1", "--outdir", Path.Combine(folder.Path, "out"));
        Assert.Equal(0, second.ExitCode);
        Assert.True(File.Exists(Path.Combine(folder.Path, "out", "seed0001.png")));
        Assert.Single(web.Asked);
    }

    [Fact]
    public async Task A_download_that_is_killed_goes_on_where_it_was()
    {
        var bytes = web.Files["/nets/small.safetensors"].Bytes;
        web.Files["/nets/small.safetensors"] = new(bytes) { Pause = TimeSpan.FromMilliseconds(300) };
        var address = web.At("/nets/small.safetensors").AbsoluteUri;
        using (var program = Start("inspect", address))
        {
            for (var i = 0; i < 600 && Parts().Sum(static part => part.Length) < 20_000; i++) await Task.Delay(50);
            program.Kill();
            await program.EndAsync();
        }
        var left = Assert.Single(Parts()).Length;
        Assert.InRange(left, 20_000, bytes.Length - 1);

        web.Files["/nets/small.safetensors"] = new(bytes);
        Assert.Equal(0, (await RunAsync("inspect", address)).ExitCode);
        Assert.Equal(left, web.Asked.Last().From);
    }

    [Fact]
    public async Task What_cannot_be_had_is_said_in_one_sentence()
    {
        foreach (var (name, sentence) in new[]
        {
            (web.At("/nets/none.pkl").AbsoluteUri, "the server answers 404 Not Found; check the address."),
            ("http://localhost/net.pkl", "is not encrypted (http)"),
            ("ffhq265", "ffhq265 does not exist: name a network file of any kind, the folder of a run for its newest one, an https:// address, a known name such as ffhq256, or portraits, which comes with Imago; did you mean ffhq256?"),
        })
        {
            var outcome = await RunAsync("inspect", name);
            Assert.NotEqual(0, outcome.ExitCode);
            Assert.Contains(sentence, outcome.Error, StringComparison.Ordinal);
        }
    }

    private FileInfo[] Parts() =>
        Directory.Exists(Path.Combine(folder.Path, "cache")) ? new DirectoryInfo(Path.Combine(folder.Path, "cache")).GetFiles("*.part", SearchOption.AllDirectories) : [];

    private RealProgram Start(params string[] words) => RealProgram.Imago(
        start =>
        {
            start.Environment["SSL_CERT_FILE"] = Path.Combine(folder.Path, "trusted.pem");
            start.Environment["IMAGO_CACHE"] = Path.Combine(folder.Path, "cache");
        },
        words);

    private async Task<Outcome> RunAsync(params string[] words)
    {
        using var program = Start(words);
        return await program.EndAsync();
    }
}
