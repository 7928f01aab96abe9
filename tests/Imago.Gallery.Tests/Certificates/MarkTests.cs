using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Imago.Gallery.Certificates.Credentials;
using Imago.Gallery.Pages;
using Imago.Gallery.Storage;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Works;
using Imago.Imaging;
using Imago.Imaging.Films;
using Imago.Imaging.Painting;
using Imago.Imaging.Provenance;

namespace Imago.Gallery.Tests.Certificates;

public sealed class MarkTests(Xunit.Abstractions.ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Every_file_of_a_work_says_that_a_network_made_it()
    {
        foreach (var file in await FilesAsync())
            Assert.Contains(SourceMark.TrainedAlgorithmicMedia, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_its_pixels_a_picture_carries_the_mark_and_no_more()
    {
        foreach (var file in await FilesAsync())
        {
            if (PartsOf(await File.ReadAllBytesAsync(file), Path.GetExtension(file)) is { } parts)
                Assert.Equal(Path.GetExtension(file) switch
                {
                    ".webp" => "VP8X VP8 XMP",
                    ".jpg" => "http://ns.adobe.com/xap/1.0/",
                    _ => "IHDR caBX iTXt pHYs IDAT IEND", // the full size: with its credentials, and libpng's resolution
                }, string.Join(' ', parts.Distinct()));
        }
    }

    [ProgramFact("exiftool")]
    public async Task Another_reader_finds_the_mark_in_every_file_and_nothing_amiss()
    {
        foreach (var file in await FilesAsync())
        {
            using var said = JsonDocument.Parse(await AskedAsync("-json", "-G1", "-a", "-validate", "-warning", file));
            var warnings = said.RootElement[0].EnumerateObject().Where(static one => one.Name.EndsWith("Warning", StringComparison.Ordinal)).Select(static one => one.Value.ToString());
            Assert.True(!warnings.Any(), $"{Path.GetFileName(file)}: {string.Join("; ", warnings)}");
            using var found = JsonDocument.Parse(await AskedAsync("-json", "-n", "-XMP-iptcExt:DigitalSourceType", file));
            Assert.Equal(SourceMark.TrainedAlgorithmicMedia, found.RootElement[0].GetProperty("DigitalSourceType").GetString());
        }
    }

    [Theory]
    [InlineData(PictureFormat.Png)]
    [InlineData(PictureFormat.Jpeg)]
    [InlineData(PictureFormat.WebP)]
    [InlineData(PictureFormat.Avif)]
    public void A_mark_changes_no_pixel_and_costs_little(PictureFormat format)
    {
        foreach (var (width, height) in new[] { (160, 160), (320, 200), (511, 37), (1, 1) })
        {
            var file = PictureWriter.Encode(PictureResizer.Fit(PortraitPainter.Paint(5, 256), width, height), format);
            var marked = SourceMark.Put(file, format);
            var (before, after) = (PictureReader.Decode(file), PictureReader.Decode(marked));
            Assert.Equal((before.Width, before.Height), (after.Width, after.Height));
            Assert.Equal(before.Pixels, after.Pixels);
            Assert.InRange(marked.Length - file.Length, SourceMark.Packet.Length, SourceMark.Packet.Length + 100);
            output.WriteLine($"{format} {width} x {height}: {file.Length} bytes, and {marked.Length - file.Length} for the mark");
        }
        if (format is PictureFormat.WebP or PictureFormat.Avif) // with transparency they have other boxes
        {
            var clear = PictureWriter.Encode(new Picture(8, 8, 4, [.. Enumerable.Range(0, 256).Select(static i => (byte)(i * 7))]), format);
            Assert.Equal(PictureReader.Decode(clear, new() { KeepAlpha = true }).Pixels, PictureReader.Decode(SourceMark.Put(clear, format), new() { KeepAlpha = true }).Pixels);
        }
    }

    [Theory]
    [InlineData(PictureFormat.Png)]
    [InlineData(PictureFormat.Jpeg)]
    [InlineData(PictureFormat.WebP)]
    [InlineData(PictureFormat.Avif)]
    public void A_damaged_file_is_marked_or_refused(PictureFormat format)
    {
        var file = PictureWriter.Encode(PortraitPainter.Paint(5, 64), format);
        for (var seed = 0; seed < 3000; seed++)
            Mutations.Survives($"{format} {seed}", Mutations.Of(file, seed), bytes => SourceMark.Put(bytes, format), static e => e is PictureException);
    }

    [Fact]
    public async Task The_reader_of_C2PA_finds_valid_credentials_of_a_signer_it_does_not_know()
    {
        using var credentials = ContentCredentials.Open(_temp.Path, "Nobody's portraits");
        foreach (var side in new[] { 64, 600 })
        {
            var plain = SourceMark.Put(PictureWriter.Encode(PortraitPainter.Paint(5, side), PictureFormat.Png), PictureFormat.Png);
            var png = credentials.Put(plain);
            output.WriteLine($"{side}: {plain.Length} bytes, and {png.Length - plain.Length} for the credentials");
            Assert.Equal(PictureReader.Decode(plain).Pixels, PictureReader.Decode(png).Pixels);
            var said = await Node.AskAsync("c2pa.mjs", png, "image/png");
            output.WriteLine(said);
            using var json = JsonDocument.Parse(said);
            var store = json.RootElement.GetProperty("store");
            Assert.Equal("Valid", store.GetProperty("validation_state").GetString());
            var results = store.GetProperty("validation_results").GetProperty("activeManifest");
            Assert.Equal(["signingCredential.untrusted"], results.GetProperty("failure").EnumerateArray().Select(static one => one.GetProperty("code").GetString()).Distinct());
            var succeeded = results.GetProperty("success").EnumerateArray().Select(static one => one.GetProperty("code").GetString()).ToList();
            Assert.Contains("claimSignature.validated", succeeded);
            Assert.Contains("assertion.dataHash.match", succeeded);
            Assert.Contains(SourceMark.TrainedAlgorithmicMedia, said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_reader_of_C2PA_refuses_a_changed_picture()
    {
        using var credentials = ContentCredentials.Open(_temp.Path, "Nobody's portraits");
        var png = credentials.Put(PictureWriter.Encode(PortraitPainter.Paint(5, 64), PictureFormat.Png));
        png[^20] ^= 1; // in the pixels
        var said = await Node.AskAsync("c2pa.mjs", png, "image/png");
        Assert.Contains("assertion.dataHash.mismatch", said, StringComparison.Ordinal);
        Assert.Contains("\"validation_state\":\"Invalid\"", said, StringComparison.Ordinal);
    }

    // All that a stranger or an owner can get of a work: the full size, nine small copies, the share card, a film.
    private async Task<List<string>> FilesAsync()
    {
        var (full, small) = (new FolderStore(_temp.At("full")), new FolderStore(_temp.At("small")));
        using var credentials = ContentCredentials.Open(Directory.CreateDirectory(_temp.At("keys")).FullName, "Nobody's portraits");
        var work = await new Intake(full, small, credentials).TakeInAsync(1, PortraitPainter.Paint(3, 600), score: 0);
        await (await ShareCard.OpenAsync(work, small, CancellationToken.None))!.DisposeAsync();
        using (var film = FilmWriter.Create(_temp.At("plain.mp4"), new() { Width = 64, Height = 64, MostBitsPerSecond = 500_000 }))
        {
            for (var i = 0; i < 3; i++)
                film.Write(PortraitPainter.Paint(i, 64));
            film.Finish();
        }
        await File.WriteAllBytesAsync(_temp.At("small/film.mp4"), SourceMark.PutInFilm(await File.ReadAllBytesAsync(_temp.At("plain.mp4"))));
        var files = Directory.GetFiles(_temp.Path, "*.*", SearchOption.AllDirectories).Where(static file => !file.EndsWith(".pem", StringComparison.Ordinal) && Path.GetFileName(file) != "plain.mp4").ToList();
        Assert.Equal(12, files.Count);
        return files;
    }

    // The chunks of a WebP or PNG, what the application segments of a JPEG begin with; null: of another kind.
    private static List<string>? PartsOf(byte[] file, string ending)
    {
        var parts = new List<string>();
        switch (ending)
        {
            case ".webp":
                for (var at = 12; at < file.Length; at += 8 + BitConverter.ToInt32(file, at + 4) + BitConverter.ToInt32(file, at + 4) % 2)
                    parts.Add(Encoding.ASCII.GetString(file, at, 4).Trim());
                Assert.Equal(file.Length, 8 + BitConverter.ToInt32(file, 4));
                return parts;
            case ".png":
                for (var at = 8; at < file.Length; at += 12 + BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at)))
                    parts.Add(Encoding.ASCII.GetString(file, at + 4, 4));
                return parts;
            case ".jpg":
                for (var at = 2; file[at + 1] != 0xda; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2)))
                {
                    if (file[at + 1] is >= 0xe0 and <= 0xef or 0xfe)
                        parts.Add(Encoding.ASCII.GetString(file, at + 4, Array.IndexOf(file, (byte)0, at + 4) - at - 4));
                }
                return parts;
            default:
                return null;
        }
    }

    private static async Task<string> AskedAsync(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo("exiftool", words) { RedirectStandardOutput = true })!;
        return await process.StandardOutput.ReadToEndAsync();
    }
}
