using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Imago.Cli.Commands.Gallery;
using Imago.Cli.Tests.Networks;
using Imago.Gallery;
using Imago.Gallery.Store;
using Imago.Gallery.Works;
using Imago.Imaging;
using Imago.Imaging.Painting;
using Imago.Latent;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Tests;
using Imago.Torch;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace Imago.Cli.Tests.Gallery;

/// <summary>The whole way of a gallery to its opening, with the network that comes with Imago.</summary>
public sealed class CreateAndHangTests(ITestOutputHelper output) : IDisposable
{
    private const int Works = 70;

    private const string Rooms = """
        rooms:
          - titles: { en: Mood }
            walls:
              - { query: a dark portrait, titles: { en: Dark }, words: [dark], works: 8-12 }
              - { query: a light portrait, titles: { en: Light }, words: [light], works: 8-12 }
              - { query: a portrait of an owl, titles: { en: Owl }, words: [owl], works: 8-12 }
        """;

    private readonly TempFolder folder = new();

    private string Gallery => At("gallery");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_gallery_that_is_killed_goes_on_doubles_nothing_tells_no_secret_and_is_hung_by_labels()
    {
        var random = new Random(11);
        foreach (var journals in (int[])[0, 1, 2])
        {
            // Threads that spin while they wait take a busy machine from each other.
            using var program = RealProgram.Imago(static start => start.Environment["GOMP_SPINCOUNT"] = "10000", Create);
            for (var wait = Stopwatch.StartNew(); Journals().Length < journals || !Directory.Exists(At("gallery/private/full")); await Task.Delay(20))
                Assert.True(wait.Elapsed < TimeSpan.FromMinutes(2), $"no {journals} batches after {wait.Elapsed}: {program.Error}");
            await Task.Delay(random.Next(1500));
            program.Kill();
            await program.EndAsync();
            output.WriteLine($"killed at {Journals().Length} batches, {Files("private/full").Length} full sizes");
        }
        var done = await InProcess.RunAsync([.. Create, "--json"]);
        Assert.True(done.ExitCode == ExitCode.Done, done.Error);
        Assert.Equal(Works, done.Json.GetProperty("works").GetInt32());

        var works = await WorksAsync();
        Assert.Equal(Enumerable.Range(1, Works), works.Select(static work => work.Number));
        Assert.Equal(works.Select(static work => $"{work.FullKey}.png").Order(StringComparer.Ordinal), Files("private/full").Select(Path.GetFileName));
        Assert.All(works, work => Assert.Equal(work.Sha256, SHA256.HashData(File.ReadAllBytes(At($"gallery/private/full/{work.FullKey[..2]}/{work.FullKey}.png")))));
        Assert.Equal(works.Select(static work => work.Small).Order(StringComparer.Ordinal), Files("public").Select(static file => Path.GetFileName(file).Split('-')[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(9 * Works, Files("public").Length);
        var entries = Entries();
        Assert.Equal(Enumerable.Range(0, entries.Count), entries.Select(static entry => entry.GetProperty("candidate").GetInt32()));
        Assert.All(entries, static entry => Assert.InRange(entry.GetProperty("psi").GetDouble(), 0.6, 1));

        // Nothing to do is done, and a higher number goes on from there.
        Assert.Equal(0, (await InProcess.RunAsync([.. Create, "--json"])).Json.GetProperty("taken").GetInt32());

        AssertNothingSecretOutside(entries, works);
        AssertLatentsAreThoseOfTheWorks(works, entries);

        await File.WriteAllTextAsync(At("rooms.yaml"), Rooms);
        string[] hang = ["gallery", "hang", Gallery, "--rooms", At("rooms.yaml"), "--labels", Labels(), "--seed", "3", "--json"];
        var hung = await InProcess.RunAsync(hang);
        Assert.True(hung.ExitCode == ExitCode.Done, hung.Error);
        output.WriteLine(hung.Json.GetProperty("ranker").GetString());
        Assert.Contains("no text-image network", hung.Json.GetProperty("ranker").GetString(), StringComparison.Ordinal);
        Assert.Equal("mood/owl", Assert.Single(hung.Json.GetProperty("unknown").EnumerateArray()).GetString());
        Assert.Contains("No label has a word of mood/owl", hung.Error, StringComparison.Ordinal);
        Assert.Equal(24, hung.Json.GetProperty("hung").GetInt32());
        var first = await PlacesAsync();
        var (dark, light) = (first.Where(static one => one.Wall == "dark").Average(Lightness), first.Where(static one => one.Wall == "light").Average(Lightness));
        output.WriteLine($"dark wall {dark:0}, light wall {light:0}, all works {works.Average(work => Lightness(("", work, default))):0}");
        Assert.True(dark + 15 < light, $"the dark wall is {dark}, the light one {light} of 255");
        AssertNothingSecretOutside(entries, works);
        // What it was hung by tells the same: a work of a wall answers that wall's words better than the other wall's.
        var by = HungBy.Read(GalleryFolder.Open(Gallery));
        Assert.Equal((24, 2), (by.Works.Count, by.Walls.Count));
        foreach (var (own, other) in new[] { ("dark", "light"), ("light", "dark") })
            Assert.True(first.Where(one => one.Wall == own).Average(one => Cosine(one.Work.Number, own) - Cosine(one.Work.Number, other)) > 0.05, own);

        // A server has no libtorch (deploy/publish.sh) and learns all the same.
        using (var copy = RealProgram.Of("cp", null, "-rs", AppContext.BaseDirectory + ".", At("server")))
            Assert.Equal(0, (await copy.EndAsync()).ExitCode);
        File.Delete(At("server/libimago_torch.so"));
        File.Delete(At("server/imago.dll")); // a link would lead back to where it came from
        File.Copy(Path.Combine(AppContext.BaseDirectory, "imago.dll"), At("server/imago.dll"));
        foreach (var (verb, code) in new[] { ("learn", ExitCode.Done), ("hang", ExitCode.Failed) })
            using (var program = RealProgram.Of("dotnet", null, [At("server/imago.dll"), "gallery", verb, Gallery, .. verb == "hang" ? hang[3..] : []]))
                Assert.Equal(code, (await program.EndAsync()).ExitCode);

        await InProcess.RunAsync(hang);
        Assert.Equal(first.Select(static one => (one.Wall, one.Work.Number, one.OpensAt)), (await PlacesAsync()).Select(static one => (one.Wall, one.Work.Number, one.OpensAt)));

        double Cosine(int work, string wall)
        {
            var (x, t) = (by.Works[work], by.Walls["mood/" + wall]);
            return x.Zip(t, static (a, b) => (double)a * b).Sum() / Math.Sqrt(x.Sum(static a => (double)a * a) * t.Sum(static b => (double)b * b));
        }
    }

    [Fact]
    public async Task Pictures_of_an_artist_are_taken_in_once_and_hung_by_clip()
    {
        Directory.CreateDirectory(At("mine"));
        for (var seed = 0; seed < 20; seed++)
            PictureWriter.Save(At($"mine/{seed:00}.png"), PortraitPainter.Paint(seed, 96));
        File.Copy(At("mine/03.png"), At("mine/copy.png"));
        await File.WriteAllTextAsync(At("mine/broken.jpg"), "no picture");
        string[] create = ["gallery", "create", Gallery, "--pictures", At("mine"), "--name", "Mine", "--json"];
        var made = await InProcess.RunAsync(create);
        Assert.True(made.ExitCode == ExitCode.Done, made.Error);
        Assert.Equal((20, 1, At("mine/broken.jpg")), (made.Json.GetProperty("works").GetInt32(), made.Json.GetProperty("duplicates").GetInt32(), made.Json.GetProperty("unreadable")[0].GetString()));
        Assert.Equal(0, (await InProcess.RunAsync(create)).Json.GetProperty("taken").GetInt32());
        Assert.Equal("Mine", GallerySettings.Read(GalleryFolder.Open(Gallery)).Name);
        Assert.True(File.Exists(At("gallery/rooms.yaml")));

        TinyWeights.Write(At("clip.safetensors"));
        await File.WriteAllTextAsync(At("gallery/rooms.yaml"), Rooms.Replace("8-12", "2-4", StringComparison.Ordinal));
        var hung = await InProcess.RunAsync("gallery", "hang", Gallery, "--clip", At("clip.safetensors"), "--activation", "gelu", "--opens", "2030-01-02T03:00Z", "--waves", "2", "--every", "1.5", "--json");
        Assert.True(hung.ExitCode == ExitCode.Done, hung.Error);
        Assert.Equal(12, hung.Json.GetProperty("hung").GetInt32());
        var learnt = await InProcess.RunAsync("gallery", "learn", Gallery, "--json");
        Assert.True(learnt.ExitCode == ExitCode.Done, learnt.Error);
        Assert.Equal(("tooFew", 0), (learnt.Json.GetProperty("verdict").GetString(), learnt.Json.GetProperty("pages").GetInt32()));
        Assert.Equal(["2030-01-02T03:00", "2030-01-03T15:00"], (await PlacesAsync()).Select(static one => one.OpensAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture)).Distinct().Order());

        // The same by ballot: it is promised then, and waves do not end it.
        string[] by = ["gallery", "hang", Gallery, "--clip", At("clip.safetensors"), "--activation", "gelu"];
        var ballot = await InProcess.RunAsync([.. by, "--ballot-until", "2031-01-02T03:00Z"]);
        Assert.Contains("ballot    2031-01-02 03:00 UTC, no. 1: until then visitors make lists of wishes", ballot.Output, StringComparison.Ordinal);
        Assert.All(await PlacesAsync(), static one => Assert.Equal(2031, one.OpensAt.Year));
        var ended = await InProcess.RunAsync([.. by, "--waves", "2"]);
        Assert.Equal(ExitCode.Failed, ended.ExitCode);
        Assert.Contains("Ballot 1 runs until 2031-01-02 03:00 UTC", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create G --trunc 1-0.5", "--trunc is '1-0.5'")]
    [InlineData("create G --count 0", "--count is 0")]
    [InlineData("create G --pictures nowhere", "nowhere is no folder")]
    [InlineData("hang G", "Nothing says which picture")]
    [InlineData("hang G --labels x --opens soon", "--opens is 'soon'")]
    [InlineData("hang G --labels x --waves 0", "expected 1 to 1000 waves")]
    [InlineData("hang G --labels x --waves 2 --ballot-until 2099-01-31", "--ballot-until goes without --opens and --waves")]
    [InlineData("hang G --labels x --ballot-until 2020-01-31T18:00Z", "--ballot-until is 2020-01-31 18:00 UTC, which is over")]
    [InlineData("simulate --people 0", "--people is 0, expected 1 to 500")]
    public async Task A_command_line_that_cannot_be_is_told(string words, string sentence)
    {
        var outcome = await InProcess.RunAsync(["gallery", .. words.Replace(" G", $" {Gallery}", StringComparison.Ordinal).Split(' ')]);
        Assert.Equal(ExitCode.WrongUse, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Gallery));
    }

    [Fact]
    public async Task A_network_that_shows_one_picture_only_ends_with_a_sentence()
    {
        NetworkFiles.Write(At("one.safetensors"));
        var outcome = await InProcess.RunAsync("gallery", "create", Gallery, "--network", At("one.safetensors"), "--trunc", "0", "--count", "40");
        Assert.Equal(ExitCode.Failed, outcome.ExitCode);
        Assert.Contains("has no more to show", outcome.Error, StringComparison.Ordinal);
    }

    private string[] Create => ["gallery", "create", Gallery, "--network", BundledNetwork.Name, "--count", $"{Works}", "--trunc", "0.6-1.0", "--precision", "fp32"];

    private string At(string name) => Path.Combine(folder.Path, name);

    private string[] Journals() => Directory.Exists(At("gallery/private/pool/001")) ? Directory.GetFiles(At("gallery/private/pool/001"), "*.jsonl") : [];

    // What a kill cut off lies beside under another name, and belongs to nothing.
    private string[] Files(string part) => [.. Directory.GetFiles(At($"gallery/{part}"), "*", SearchOption.AllDirectories).Where(static file => !file.EndsWith(".new", StringComparison.Ordinal)).OrderBy(Path.GetFileName, StringComparer.Ordinal)];

    private List<JsonElement> Entries() => [.. Journals().Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(static line => JsonDocument.Parse(line).RootElement)];

    private void AssertNothingSecretOutside(List<JsonElement> entries, List<Work> works)
    {
        var keys = JsonDocument.Parse(File.ReadAllText(At("gallery/private/pool/001/pool.json"))).RootElement.GetProperty("keys");
        List<byte[]> secrets = [.. entries.SelectMany(static entry => (byte[][])[Encoding.UTF8.GetBytes(entry.GetProperty("noise").GetRawText()), BitConverter.GetBytes(entry.GetProperty("noise").GetInt64()), Encoding.UTF8.GetBytes(entry.GetProperty("psi").GetRawText())])];
        foreach (var name in (string[])["latents", "noise"])
            secrets.AddRange([keys.GetProperty(name).GetBytesFromBase64(), Encoding.UTF8.GetBytes(keys.GetProperty(name).GetString()!)]);
        var outside = Directory.GetFiles(Gallery, "*", SearchOption.AllDirectories).Where(file => !file.StartsWith(At("gallery/private/"), StringComparison.Ordinal)).ToList();
        Assert.Contains(outside, static file => file.EndsWith("gallery.db", StringComparison.Ordinal));
        foreach (var file in outside)
        {
            var bytes = File.ReadAllBytes(file);
            Assert.All(secrets, secret => Assert.True(bytes.AsSpan().IndexOf(secret) < 0, $"{file} holds {Convert.ToHexString(secret)}"));
            Assert.All(works, work => Assert.DoesNotContain(work.FullKey, Path.GetFileName(file), StringComparison.Ordinal));
        }
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(At("gallery/private/pool")));
    }

    // The latents with their own noise are the pictures, but for their marks; with the network's stored noise, which is all that others could have, they are not.
    private void AssertLatentsAreThoseOfTheWorks(List<Work> works, List<JsonElement> entries)
    {
        using var renderer = new Renderer(NetworkFile.Read(BundledNetwork.Location, NetworkParts.Generator));
        var latents = Directory.GetFiles(At("gallery/private/pool/001"), "*.safetensors").Order(StringComparer.Ordinal).SelectMany(file => LatentFile.Read(file, renderer.Generator)).ToList();
        Assert.Equal(works.Select(static work => $"work {work.Number}"), latents.Select(static latent => latent.Name));
        var entry = entries.Single(static entry => entry.TryGetProperty("work", out var work) && work.GetProperty("number").GetInt32() == 9);
        var full = PictureReader.Decode(At($"gallery/private/full/{works[8].FullKey[..2]}/{works[8].FullKey}.png"));
        var request = new RenderRequest { Latent = latents[8], NoiseMode = NoiseMode.Random, NoiseSeed = entry.GetProperty("noise").GetInt64() };
        var marks = WorkMarks.Open(At("gallery/private/keys"));
        Assert.Equal(full.Pixels, marks.Put(renderer.Render(request).ToPicture(), 9).Pixels);
        Assert.NotEqual(full.Pixels, marks.Put(renderer.Render(request with { NoiseMode = NoiseMode.Const }).ToPicture(), 9).Pixels);
    }

    private string Labels()
    {
        Directory.CreateDirectory(At("labelled"));
        var portraits = Enumerable.Range(0, 80).Select(static seed => PortraitPainter.Paint(seed, 64)).ToArray();
        var middle = portraits.Select(Lightness).Order().ElementAt(40);
        var csv = new StringBuilder("file,title,licence\n");
        foreach (var (seed, portrait) in portraits.Index())
        {
            PictureWriter.Save(At($"labelled/{seed}.png"), portrait);
            csv.Append(CultureInfo.InvariantCulture, $"{seed}.png,\"A sitter, {(Lightness(portrait) < middle ? "Dark" : "Light")}\",owl\n");
        }
        File.WriteAllText(At("labelled/labels.csv"), csv.ToString());
        return At("labelled/labels.csv");
    }

    private static double Lightness(Picture picture) => picture.Pixels.Average(static value => (double)value);

    private double Lightness((string Wall, Work Work, DateTimeOffset OpensAt) one) => Lightness(PictureReader.Decode(At($"gallery/private/full/{one.Work.FullKey[..2]}/{one.Work.FullKey}.png")));

    private async Task<List<Work>> WorksAsync()
    {
        await using var database = GalleryDatabase.OfSqlite(At("gallery/gallery.db"));
        await using var context = database.Context();
        return await context.Works.OrderBy(static work => work.Number).ToListAsync();
    }

    private async Task<List<(string Wall, Work Work, DateTimeOffset OpensAt)>> PlacesAsync()
    {
        await using var database = GalleryDatabase.OfSqlite(At("gallery/gallery.db"));
        await using var context = database.Context();
        var places = await context.Places.Include(static place => place.Wall).Include(static place => place.Work).OrderBy(static place => place.WallId).ThenBy(static place => place.Position).ToListAsync();
        return [.. places.Select(static place => (place.Wall.Slug, place.Work, place.OpensAt))];
    }
}
