using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Imago.Cli.Commands.Gallery;
using Imago.Cli.Tests.Networks;
using Imago.Gallery;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Works;
using Imago.Imaging.Painting;
using Imago.Imaging.Provenance;
using Imago.Latent;
using Imago.Networks;
using Imago.Networks.Formats;
using Microsoft.EntityFrameworkCore;

namespace Imago.Cli.Tests.Gallery;

public sealed class FilmsTests : IDisposable
{
    private const int OnAWall = 4;
    private const double Psi = 0.7;

    private readonly TempFolder folder = new();

    private string Gallery => At("gallery");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_wall_gets_its_film_a_stopped_command_goes_on_and_a_wall_hung_anew_is_filmed_anew()
    {
        await MakeAsync();
        using (var program = RealProgram.Imago(static start => start.Environment["GOMP_SPINCOUNT"] = "10000", Films("0.6")))
        {
            for (var wait = Stopwatch.StartNew(); Public().Length == 0; await Task.Delay(5))
                Assert.True(wait.Elapsed < TimeSpan.FromMinutes(2), $"no film after {wait.Elapsed}: {program.Error}");
            program.Signal("INT");
            var stopped = await program.EndAsync();
            Assert.True(stopped.ExitCode is ExitCode.Stopped or ExitCode.Done, stopped.Error); // two small films may be quicker than the signal
            if (stopped.ExitCode == ExitCode.Stopped)
                Assert.Contains("run the same command again to go on", stopped.Error, StringComparison.Ordinal);
        }
        Assert.Empty(Directory.GetFiles(At("gallery/private/pool/films")));
        var before = Public();
        File.WriteAllText(At("gallery/private/pool/films/.imago-0.tmp"), "of a kill -9");
        var rest = await InProcess.RunAsync([.. Films("0.6"), "--json"]);
        Assert.True(rest.ExitCode == ExitCode.Done, rest.Error);
        Assert.Equal((2, 2 - before.Length, "mood/alone"), (rest.Json.GetProperty("walls").GetInt32(), rest.Json.GetProperty("made").GetInt32(), rest.Json.GetProperty("leftOut")[0].GetString()));
        Assert.Empty(Directory.GetFiles(At("gallery/private/pool/films")));
        Assert.Equal(0, (await InProcess.RunAsync([.. Films("0.6"), "--json"])).Json.GetProperty("made").GetInt32());

        // At another pace they are others; and turned round, a wall is another.
        var whole = Public();
        await using (var database = GalleryDatabase.OfSqlite(At("gallery/gallery.db")))
        {
            await using var context = database.Context();
            await context.Places.Where(static place => place.WallId == 1).ExecuteUpdateAsync(static set => set.SetProperty(static place => place.Position, static place => -place.Position));
        }
        var quicker = await InProcess.RunAsync([.. Films("0.4"), "--json"]);
        Assert.Equal((2, 1), (quicker.Json.GetProperty("made").GetInt32(), quicker.Json.GetProperty("deleted").GetInt32()));
        Assert.Equal(2, Public().Length);
        Assert.Single(whole.Intersect(Public()));

        foreach (var film in Public())
        {
            Assert.InRange(new FileInfo(film).Length, 1000, WallFilms.MostBytes);
            Assert.Equal(["h264", "32", "32", "yuv420p", "16", "1.600000"], await SaidAsync("ffprobe", "-v", "error", "-show_entries", "stream=codec_name,width,height,pix_fmt,nb_frames:format=duration", "-of", "default=nk=1:nw=1", film));
            Assert.Contains(SourceMark.TrainedAlgorithmicMedia, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(film)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_film_goes_past_its_pictures_and_not_through_them_with_the_noise_of_none()
    {
        await MakeAsync();
        using var renderer = new Renderer(NetworkFile.Read(At("net.safetensors"), NetworkParts.Generator));
        var pool = new FilmedPool(GalleryFolder.Open(Gallery), renderer);
        var entries = PoolFolder.All(GalleryFolder.Open(Gallery))[0].Entries;
        var latents = Directory.GetFiles(At("gallery/private/pool/001"), "*.safetensors").Order(StringComparer.Ordinal).SelectMany(file => LatentFile.Read(file, renderer.Generator)).ToList();
        var film = pool.Plan("a", [1, 2, 3, 4], 1, 24);
        for (var i = 0; i < 4; i++)
        {
            var there = Assert.Single(film.Cells(i * 24));
            Assert.Equal((NoiseMode.Random, false), (there.NoiseMode, entries.Any(entry => entry.Noise == there.NoiseSeed)));
            // The latents of so small a network differ in length, and so do the ways past them.
            var apart = there.Latent.Values.Zip(latents[i].Values, static (a, b) => a - b).ToArray();
            Assert.InRange(Length(apart) / Length(latents[i].Values), 0.03, 3);
        }
        Assert.Equal(film.Cells(0)[0].Latent.Values, film.Cells(96)[0].Latent.Values, static (a, b) => Math.Abs(a - b) < 1e-6); // the frame after the last is the first
        Assert.NotEqual(film.Cells(0)[0].NoiseSeed, pool.Plan("b", [1, 2], 1, 24).Cells(0)[0].NoiseSeed);
    }

    [Theory]
    [InlineData("--seconds 0", "--seconds is 0")]
    [InlineData("--fps 1000", "--fps 1000")]
    public async Task A_pace_that_cannot_be_is_told(string words, string sentence)
    {
        var outcome = await InProcess.RunAsync(["gallery", "films", Gallery, .. words.Split(' ')]);
        Assert.Equal(ExitCode.WrongUse, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Error, StringComparison.Ordinal);
    }

    private string[] Films(string seconds) => ["gallery", "films", Gallery, "--network", At("net.safetensors"), "--precision", "fp32", "--fps", "10", "--seconds", seconds];

    private string At(string name) => Path.Combine(folder.Path, name);

    private string[] Public() => Directory.GetFiles(At("gallery/public"), "wall-*.mp4", SearchOption.AllDirectories);

    // Two walls of four that the network painted, as far as the pool knows, and one with a picture of another hand beside one of its own. What they show does not matter to a film.
    private async Task MakeAsync()
    {
        NetworkFiles.Write(At("net.safetensors"), resolution: 32);
        using var renderer = new Renderer(NetworkFile.Read(At("net.safetensors"), NetworkParts.Generator));
        var gallery = GalleryFolder.Create(Gallery);
        var settings = new GallerySettings();
        settings.Write(gallery);
        await using var database = await GalleryDatabase.OpenAsync(gallery, settings);
        using var stores = Stores.Open(gallery, settings);
        using (var pool = await Pool.OpenAsync(gallery, database, stores, string.Create(CultureInfo.InvariantCulture, $"network {renderer.Fingerprint} truncation {Psi}-{Psi}"), seed: null))
        {
            foreach (var first in new[] { 0, 5 }) // two batches, so two files of latents
            {
                var batch = Enumerable.Range(first, first == 0 ? 5 : 4).Select(number => new Candidate(number, PortraitPainter.Paint(number, 64))
                {
                    W = renderer.ToW(new() { Latent = new(LatentSpace.Z, pool.Keys.Z(number, renderer.Options.ZDim)), TruncationPsi = Psi }).Values, Psi = Psi, Noise = pool.Keys.NoiseSeed(number),
                }).ToList();
                await pool.TakeInAsync(batch, (path, works) => LatentFile.Write(path, [.. works.Select(static one => new LatentCode(LatentSpace.W, one.Candidate.W!) { Name = $"work {one.Number}" })], renderer.Generator));
            }
            Assert.Equal(9, pool.Taken);
        }
        using (var other = await Pool.OpenAsync(gallery, database, stores, "pictures", seed: null))
            await other.TakeInAsync([new(0, PortraitPainter.Paint(99, 64))], keepLatents: null);
        await using var context = database.Context();
        context.Rooms.Add(new Room
        {
            Id = 1, Slug = "mood", Position = 0, Titles = new() { ["en"] = "Mood" },
            Walls = [.. new[] { "dark", "light", "alone" }.Index().Select(static wall => new Wall
            {
                Id = wall.Index + 1, Slug = wall.Item, Position = wall.Index, Query = wall.Item, Titles = new() { ["en"] = wall.Item },
                Places = [.. Enumerable.Range(0, wall.Index < 2 ? OnAWall : 2).Select(p => new Place { WorkNumber = (wall.Index * OnAWall) + p + 1, Position = p, Score = 0, Near = false, OpensAt = DateTimeOffset.UtcNow })],
            })],
        });
        await context.SaveChangesAsync();
    }

    private static double Length(float[] values) => Math.Sqrt(values.Sum(static value => (double)value * value));

    private static async Task<string[]> SaidAsync(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true })!;
        return (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
