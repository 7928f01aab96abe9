using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Imago.Networks.Downloads;
using Imago.Tests.Shared;

namespace Imago.Networks.Tests.Downloads;

/// <summary>Files from a real, encrypted server that misbehaves as servers and connections do.</summary>
public sealed class DownloadCacheTests : IDisposable
{
    private readonly HttpsFiles _web = new();
    private readonly HttpMessageHandler _http;
    private readonly string _folder = Directory.CreateTempSubdirectory("imago-downloads-").FullName;
    private readonly byte[] _bytes = new byte[300_000];

    public DownloadCacheTests()
    {
        new Random(1).NextBytes(_bytes);
        _http = _web.Handler();
    }

    public void Dispose()
    {
        _http.Dispose();
        _web.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_file_is_downloaded_once_and_its_checksum_lies_beside_it()
    {
        _web.Files["/models/net.pkl"] = new(_bytes);
        var seen = new List<DownloadProgress>();

        var path = await Cache().FetchAsync(_web.At("/models/net.pkl"), new Seen(seen));

        Assert.Equal("net.pkl", Path.GetFileName(path));
        Assert.Equal(_bytes, await File.ReadAllBytesAsync(path));
        Assert.Equal(new DownloadProgress(_bytes.Length, _bytes.Length), seen[^1]);
        var pin = JsonNode.Parse(await File.ReadAllTextAsync(path + ".origin.json"))!;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(_bytes)), pin["Sha256"]!.GetValue<string>());
        Assert.Equal(_web.At("/models/net.pkl").AbsoluteUri, pin["Url"]!.GetValue<string>());
        Assert.Equal(["net.pkl", "net.pkl.origin.json"], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        Assert.Equal(path, await Cache().FetchAsync(_web.At("/models/net.pkl")));
        Assert.Single(_web.Asked);
    }

    [Fact]
    public async Task A_broken_connection_goes_on_where_it_was()
    {
        _web.Files["/net.pkl"] = new(_bytes) { CutAfter = 100_000 };
        var path = await Cache().FetchAsync(_web.At("/net.pkl"));
        Assert.Equal(_bytes, await File.ReadAllBytesAsync(path));
        Assert.Equal([0, 100_000, 200_000], _web.Asked.Select(static one => one.From));
    }

    [Fact]
    public async Task A_stopped_download_goes_on_at_the_next_call()
    {
        _web.Files["/net.pkl"] = new(_bytes) { Pause = TimeSpan.FromMilliseconds(50) };
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Cache().FetchAsync(_web.At("/net.pkl"), new Seen([], at => { if (at.Bytes > 60_000) stop.Cancel(); }), stop.Token));
        var part = Assert.Single(Directory.GetFiles(_folder, "*.part", SearchOption.AllDirectories));
        var kept = new FileInfo(part).Length;
        Assert.InRange(kept, 60_001, _bytes.Length - 1);

        var path = await Cache().FetchAsync(_web.At("/net.pkl"));
        Assert.Equal(_bytes, await File.ReadAllBytesAsync(path));
        Assert.Equal(kept, _web.Asked.Last().From);
        Assert.False(File.Exists(part));
    }

    [Theory]
    [InlineData("\"two\"", true)] // another version since
    [InlineData("\"one\"", false)] // a server that knows no parts
    [InlineData(null, true)] // a server that names no versions
    public async Task What_is_there_is_thrown_away_where_it_may_be_of_another_version(string? later, bool ranges)
    {
        _web.Files["/net.pkl"] = new(_bytes) { Pause = TimeSpan.FromMilliseconds(50), ETag = later is null ? null : "\"one\"" };
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Cache().FetchAsync(_web.At("/net.pkl"), new Seen([], at => { if (at.Bytes > 60_000) stop.Cancel(); }), stop.Token));
        byte[] other = [.. _bytes.Reverse()];
        _web.Files["/net.pkl"] = new(other) { ETag = later, Ranges = ranges };

        Assert.Equal(other, await File.ReadAllBytesAsync(await Cache().FetchAsync(_web.At("/net.pkl"))));
    }

    [Fact]
    public async Task A_file_that_was_complete_when_the_process_ended_is_not_asked_for_again()
    {
        _web.Files["/net.pkl"] = new(_bytes);
        var path = await Cache().FetchAsync(_web.At("/net.pkl"));
        File.Move(path, path + ".part");
        File.Delete(path + ".origin.json");
        await File.WriteAllTextAsync(path + ".part.json", $$"""{"Validator": "\u0022one\u0022", "Total": {{_bytes.Length}}}""");

        Assert.Equal(path, await Cache().FetchAsync(_web.At("/net.pkl")));
        Assert.Single(_web.Asked);
        Assert.Equal(_bytes, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task Two_at_a_time_download_it_once()
    {
        _web.Files["/net.pkl"] = new(_bytes) { Pause = TimeSpan.FromMilliseconds(20) };
        var paths = await Task.WhenAll(Cache().FetchAsync(_web.At("/net.pkl")), Cache().FetchAsync(_web.At("/net.pkl")));
        Assert.Equal(paths[0], paths[1]);
        Assert.Single(_web.Asked);
    }

    [Fact]
    public async Task A_changed_file_is_refused_and_a_touched_one_is_not()
    {
        _web.Files["/net.pkl"] = new(_bytes);
        var path = await Cache().FetchAsync(_web.At("/net.pkl"));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-3));
        Assert.Equal(path, await Cache().FetchAsync(_web.At("/net.pkl")));

        using (var file = File.OpenWrite(path)) file.WriteByte((byte)~_bytes[0]);
        Assert.Matches("was changed since it was downloaded .*delete it, and run the same command again", await Refused("/net.pkl"));
    }

    [Fact]
    public async Task Another_file_under_the_same_address_is_not_taken_for_the_old_one()
    {
        _web.Files["/net.pkl"] = new(_bytes);
        var path = await Cache().FetchAsync(_web.At("/net.pkl"));
        File.Delete(path);
        _web.Files["/net.pkl"] = new([.. _bytes.Reverse()]);
        Assert.Matches(@"now gives another file \(sha256 [0-9a-f]{12}…\) than on .*: if that is as it should be, delete .*\.origin\.json", await Refused("/net.pkl"));
        Assert.False(File.Exists(path));

        File.Delete(path + ".origin.json");
        Assert.Equal(path, await Cache().FetchAsync(_web.At("/net.pkl")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_over_the_limit_is_refused_as_soon_as_that_is_known(bool saysLength)
    {
        _web.Files["/net.pkl"] = new(_bytes) { SaysLength = saysLength };
        Assert.Matches("more than the 100[,.]000 that a network may have", await Refused("/net.pkl", mostBytes: 100_000));
        Assert.All(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories), file => Assert.InRange(new FileInfo(file).Length, 0, 100_000));
    }

    [Fact]
    public async Task It_follows_where_the_server_points_but_never_into_the_open()
    {
        _web.Files["/net.pkl"] = new([]) { Status = "302 Found", Location = _web.At("/there/net2.pkl").AbsoluteUri };
        _web.Files["/there/net2.pkl"] = new(_bytes);
        Assert.Equal("net.pkl", Path.GetFileName(await Cache().FetchAsync(_web.At("/net.pkl"))));

        _web.Files["/open.pkl"] = new([]) { Status = "301 Moved Permanently", Location = "http://localhost:1/net.pkl" };
        Assert.Contains("leads to http://localhost:1/net.pkl, which is not encrypted", await Refused("/open.pkl"), StringComparison.Ordinal);
        _web.Files["/round.pkl"] = new([]) { Status = "302 Found", Location = "/round.pkl" };
        Assert.Contains("leads on more than 10 times", await Refused("/round.pkl"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost/net.pkl", "is not encrypted (http)")]
    [InlineData("ftp://localhost/net.pkl", "is not encrypted (ftp)")]
    [InlineData("file:///etc/passwd", "is not encrypted (file)")]
    [InlineData("https://me:secret@localhost/net.pkl", "holds a user name or password")]
    public async Task Other_addresses_are_refused_without_asking(string address, string why) =>
        Assert.Contains(why, (await Assert.ThrowsAsync<DownloadException>(() => Cache().FetchAsync(new Uri(address)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task What_is_no_file_is_said_in_a_sentence()
    {
        Assert.Contains("the server answers 404 Not Found; check the address", await Refused("/none.pkl"), StringComparison.Ordinal);
        _web.Files["/page"] = new(_bytes) { Type = "text/html; charset=utf-8" };
        Assert.Contains("is a web page, no network", await Refused("/page"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "none.pkl", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_certificate_that_nobody_signed_is_refused()
    {
        _web.Files["/net.pkl"] = new(_bytes);
        var message = (await Assert.ThrowsAsync<DownloadException>(() => new DownloadCache(_folder).FetchAsync(_web.At("/net.pkl")))).Message;
        Assert.Contains("cannot be downloaded (The SSL connection could not be established", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_from_an_address_stays_in_its_folder()
    {
        var address = _web.At("/%2e%2e%2f%2e%2e%2fevil%20name.pkl");
        _web.Files[address.AbsolutePath] = new(_bytes);
        var path = await Cache().FetchAsync(address);
        Assert.StartsWith(_folder, Path.GetFullPath(path), StringComparison.Ordinal);
        Assert.Equal("_.._evil_name.pkl", Path.GetFileName(path));
    }

    [Fact]
    public void Every_known_name_has_an_encrypted_address_of_a_pickle() =>
        Assert.All(KnownNetworks.All.Values, static address =>
        {
            DownloadCache.Refuse(address);
            Assert.EndsWith(".pkl", address.AbsolutePath, StringComparison.Ordinal);
        });

    private DownloadCache Cache(long mostBytes = 1 << 20) => new(_folder, _http) { MostBytes = mostBytes };

    private async Task<string> Refused(string path, long mostBytes = 1 << 20) =>
        (await Assert.ThrowsAsync<DownloadException>(() => Cache(mostBytes).FetchAsync(_web.At(path)))).Message;

    private sealed class Seen(List<DownloadProgress> all, Action<DownloadProgress>? then = null) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            all.Add(value);
            then?.Invoke(value);
        }
    }
}
