using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Imago.Cli.Commands.Dataset;
using Imago.Gallery;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Works;
using Imago.Imaging.Films;
using Imago.Imaging.Provenance;
using Imago.Latent;
using Imago.Latent.Films;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary>Films of a gallery's walls.</summary>
/// <param name="Gallery">Its folder.</param>
/// <param name="Walls">How many walls have a film now.</param>
/// <param name="Made">How many of them were made by this command.</param>
/// <param name="Deleted">How many films of walls that do not hang so any more were deleted.</param>
/// <param name="LeftOut">Walls of which the network painted fewer than two pictures.</param>
/// <param name="Bytes">Of the films that were made.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record FilmsResult(string Gallery, int Walls, int Made, int Deleted, IReadOnlyList<string> LeftOut, long Bytes, double Seconds);

/// <summary><c>imago gallery films</c>: for each wall a film of the flow between its pictures.</summary>
internal sealed class FilmsCommand : ImagoCommand<FilmsResult>
{
    // Of the film's bytes, with room for its index and the mark; more than a megabit a second nobody sees at this size.
    private const double Share = 0.9;
    private const int MostRate = 1_000_000;

    private readonly Argument<string> gallery = new("gallery") { Description = "The gallery's folder", HelpName = "DIR" };
    private readonly NetworkSettings network = new("auto");
    private readonly Option<double> seconds = new("--seconds") { Description = "From one picture to the next", HelpName = "S", DefaultValueFactory = _ => 1 };
    private readonly Option<double> fps = new("--fps") { Description = "Frames a second", HelpName = "N", DefaultValueFactory = _ => 24 };

    public FilmsCommand()
        : base("films", "Film for each wall of a gallery how its pictures flow into each other; run again, it makes what is missing", "imago gallery films gallery --network portraits")
    {
        Arguments.Add(gallery);
        foreach (var option in (Option[])[network.Network, seconds, fps, network.Precision, network.Device]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<FilmsResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var (each, rate) = (arguments.GetValue(seconds), arguments.GetValue(fps));
        if (!(each is >= 0.1 and <= 10) || !(rate is >= 5 and <= 60))
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--seconds is {each} and --fps {rate}, expected 0.1 to 10 seconds and 5 to 60 frames a second."));
        var folder = GalleryFolder.Open(arguments.GetRequiredValue(gallery));
        FilmWriter.Check(Path.Combine(folder.Pool, "wall.mp4"), new() { Width = 2, Height = 2 }); // ffmpeg is there
        var chosen = await network.FindAsync(arguments, session, cancel).ConfigureAwait(false);
        var settings = GallerySettings.Read(folder);
        await using var database = await GalleryDatabase.OpenAsync(folder, settings, cancel).ConfigureAwait(false);
        using var stores = Stores.Open(folder, settings);
        using var films = WallFilms.Open(folder, stores.Public);
        var walls = await WallsAsync(database, cancel).ConfigureAwait(false);
        session.GoOn = "Films that are complete are on their walls; run the same command again to go on.";
        return await session.WithProgressAsync("Reading the network", "frames", async meter =>
        {
            using var renderer = chosen.Open();
            var pool = new FilmedPool(folder, renderer);
            var side = Math.Min(SmallCopies.Largest, renderer.Options.ImgResolution);
            var like = string.Create(CultureInfo.InvariantCulture, $"{renderer.Fingerprint} {side} px, {each} s, {rate}/s");
            var wanted = walls.Select(wall => (wall.Name, Film: new MadeFilm(WallFilms.Key(wall.Works), like, [.. wall.Works.Select(static work => work.Number).Where(pool.Painted)]))).ToList();
            var (possible, leftOut) = (wanted.Where(static one => one.Film.Works.Count > 1).ToList(), wanted.Where(static one => one.Film.Works.Count < 2).Select(static one => one.Name).ToList());
            var missing = new List<MadeFilm>();
            foreach (var (_, film) in possible)
                if (!await films.HasAsync(film.Key, like, cancel).ConfigureAwait(false))
                    missing.Add(film);
            var shown = wanted.Select(static one => one.Film.Key).ToHashSet();
            var deleted = await films.DeleteAsync(film => !shown.Contains(film.Key), cancel).ConfigureAwait(false);
            var (done, all, bytes) = (0, missing.Sum(film => Film.FramesOf(film.Works.Count * each, rate)), 0L);
            meter.Begin("Filming");
            meter.Report(0, all);
            foreach (var film in missing)
            {
                var plan = pool.Plan(film.Key, film.Works, each, rate);
                var made = Make(renderer, plan, side, Path.Combine(films.Workshop, film.Key), frames => meter.Report(done + frames, all), cancel);
                await films.PutAsync(film, made, cancel).ConfigureAwait(false);
                done += plan.Frames;
                bytes += made.Length;
            }
            return new FilmsResult(folder.Path, possible.Count, missing.Count, deleted, leftOut, bytes, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Show(FilmsResult result, IAnsiConsole screen)
    {
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Gallery}: {result.Walls:N0} walls have a film, {result.Made:N0} of them new{(result.Made > 0 ? $" ({Lines.Bytes(result.Bytes)})" : "")}, in {Duration.Of(TimeSpan.FromSeconds(result.Seconds))}"));
        if (result.Deleted > 0)
            screen.WriteLine($"  {result.Deleted:N0} films of walls that do not hang so any more were deleted");
        if (result.LeftOut.Count > 0)
            screen.WriteLine($"  without   {string.Join(", ", result.LeftOut)}: this network did not paint two of their pictures");
    }

    // The film as it goes to the public store; of one that is stopped nothing stays.
    private static byte[] Make(Renderer renderer, Film plan, int side, string path, Action<int> progress, CancellationToken cancel)
    {
        var rate = (int)Math.Min(MostRate, Share * 8 * WallFilms.MostBytes / (plan.Frames / plan.FramesPerSecond));
        try
        {
            FilmExport.Write(renderer, plan, path, new() { Side = side, MostBitsPerSecond = rate }, progress, cancel);
            return SourceMark.PutInFilm(File.ReadAllBytes(path));
        }
        catch (FilmStoppedException stopped) when (stopped.Path is not null)
        {
            File.Delete(stopped.Path);
            throw new OperationCanceledException("The film was stopped.", stopped, stopped.CancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<List<(string Name, List<Work> Works)>> WallsAsync(GalleryDatabase database, CancellationToken cancel)
    {
        await using var context = database.Context();
        var places = await context.Places.AsNoTracking().Include(static place => place.Work).Include(static place => place.Wall).ThenInclude(static wall => wall.Room).ToListAsync(cancel).ConfigureAwait(false);
        return [.. places.GroupBy(static place => place.WallId).OrderBy(static wall => wall.Key)
            .Select(static wall => ($"{wall.First().Wall.Room.Slug}/{wall.First().Wall.Slug}", wall.OrderBy(static place => place.Position).Select(static place => place.Work).ToList()))];
    }
}
