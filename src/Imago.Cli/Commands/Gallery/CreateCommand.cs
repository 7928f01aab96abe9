using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Imago.Gallery;
using Imago.Gallery.Hanging;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Works;
using Imago.Imaging;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary>What came into a gallery.</summary>
/// <param name="Gallery">Its folder.</param>
/// <param name="Works">How many works this pool has in all.</param>
/// <param name="Taken">How many of them were taken in now.</param>
/// <param name="Broken">Candidates whose score was below the floor, in all.</param>
/// <param name="Empty">Candidates on which nearly nothing is to be seen, in all.</param>
/// <param name="Duplicates">Candidates that look like a work that is there, in all.</param>
/// <param name="Unreadable">Files that are no pictures.</param>
/// <param name="Whole">Works of the gallery whose full size is no larger than small copies may be, so that everyone sees all there is of them.</param>
/// <param name="Floor">The discriminator's score below which a picture counts as broken; null where there are no scores.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record Created(string Gallery, int Works, int Taken, int Broken, int Empty, int Duplicates, IReadOnlyList<string> Unreadable, int Whole, double? Floor, double Seconds);

/// <summary><c>imago gallery create</c>: a gallery and its pool of pictures.</summary>
internal sealed class CreateCommand : ImagoCommand<Created>
{
    private const int Batch = 32, FilesAtOnce = 8, Patience = 512;

    private readonly Argument<string> gallery = new("gallery") { Description = "The gallery's folder; made where it is not there", HelpName = "DIR" };
    private readonly NetworkSettings network = new("auto");
    private readonly Option<string> pictures = new("--pictures") { Description = "Pictures that were made elsewhere, in place of a network's: a folder, subfolders included", HelpName = "DIR" };
    private readonly Option<int> count = new("--count") { Description = "How many works the pool is to have; what is left out does not count", HelpName = "N", DefaultValueFactory = _ => 1000 };
    private readonly Option<string> trunc = new("--trunc") { Description = "Truncation psi of each picture, drawn between two numbers", HelpName = "LOW-HIGH", DefaultValueFactory = _ => "0.6-1.0" };
    private readonly Option<long?> seed = new("--seed") { Description = "Draw the same latents again (their noise is always new); keep it as secret as the pictures. Default: random latents", HelpName = "S" };
    private readonly Option<string> name = new("--name") { Description = "What stands above the door", HelpName = "TEXT" };

    public CreateCommand()
        : base("create", "Make a gallery and fill its pool with pictures; run again, it goes on", "imago gallery create gallery --network portraits --count 2000 --trunc 0.6-1.0")
    {
        Arguments.Add(gallery);
        foreach (var option in (Option[])[network.Network, pictures, count, trunc, seed, name, network.Precision, network.Device]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<Created> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var (low, high) = Range(arguments.GetRequiredValue(trunc));
        var goal = arguments.GetValue(count);
        if (goal < 1)
            throw new UsageException($"--count is {goal}, expected 1 or more.");
        var folderOfPictures = arguments.GetValue(pictures);
        var files = folderOfPictures is null ? null : PictureFolder.Files("--pictures", Path.GetFullPath(folderOfPictures));
        if (files is not null && (arguments.GetResult(network.Network) is { Implicit: false } || arguments.GetValue(seed) is not null))
            throw new UsageException("--pictures were made elsewhere, and --network or --seed make new ones: give one of them; a gallery may be filled by several commands.");
        var chosen = files is null ? await network.FindAsync(arguments, session, cancel).ConfigureAwait(false) : null;

        var folder = GalleryFolder.Create(arguments.GetRequiredValue(gallery));
        var settings = File.Exists(folder.Settings) ? GallerySettings.Read(folder) : new();
        if (arguments.GetValue(name) is { } text) settings = settings with { Name = text };
        settings.Write(folder);
        if (!File.Exists(Path.Combine(folder.Path, RoomsFile.Name)))
            await File.WriteAllTextAsync(Path.Combine(folder.Path, RoomsFile.Name), RoomsFile.Example(), cancel).ConfigureAwait(false);
        session.GoOn = "What was taken in is kept; run the same command again to go on.";
        await using var database = await GalleryDatabase.OpenAsync(folder, settings, cancel).ConfigureAwait(false);
        var stores = Stores.Open(folder, settings);
        return await session.WithProgressAsync("Reading the network", "pictures", async meter =>
        {
            using var painter = chosen is null ? null : new PoolPainter(chosen, low, high);
            using var pool = await Pool.OpenAsync(folder, database, stores, painter?.Source ?? $"pictures {Path.GetFullPath(folderOfPictures!)}", arguments.GetValue(seed), cancel).ConfigureAwait(false);
            var before = pool.Taken;
            meter.Begin(painter is null ? "Taking in" : "Painting");
            if (painter is not null) await PaintAsync(painter, pool, goal, meter, cancel).ConfigureAwait(false);
            else await TakeInAsync(files!, pool, meter, cancel).ConfigureAwait(false);
            int Of(Fate fate) => pool.Entries.Count(entry => entry.Fate == fate);
            await using var tables = database.Context();
            var whole = await tables.Works.CountAsync(static work => work.Width <= SmallCopies.Largest && work.Height <= SmallCopies.Largest, cancel).ConfigureAwait(false);
            return new Created(
                folder.Path, pool.Taken, pool.Taken - before, Of(Fate.Broken), Of(Fate.Empty), Of(Fate.Duplicate), [.. pool.Entries.Where(static entry => entry.Fate == Fate.Unreadable).Select(static entry => entry.File!)],
                whole, double.IsFinite(pool.Floor) ? pool.Floor : null, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Show(Created result, IAnsiConsole screen)
    {
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Gallery}: {result.Works:N0} works in this pool, {result.Taken:N0} of them new, in {Duration.Of(TimeSpan.FromSeconds(result.Seconds))}"));
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  left out  {result.Duplicates:N0} near-duplicates, {result.Empty:N0} nearly empty{(result.Floor is { } floor ? $", {result.Broken:N0} with a score below {floor:0.00}" : "")}"));
        foreach (var file in result.Unreadable)
            screen.WriteLine($"  no picture  {file}");
        if (result.Whole > 0)
            screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  note      {result.Whole:N0} full sizes have {SmallCopies.Largest} pixels or fewer, no more than small copies have: their owners alone have the signed file and its certificate, and no larger picture"));
        screen.WriteLine($"  next      imago gallery hang {result.Gallery}");
    }

    // While a batch is stored, the next is painted. Nothing is painted that the goal would not need.
    private static async Task PaintAsync(PoolPainter painter, Pool pool, int goal, ProgressMeter meter, CancellationToken cancel)
    {
        var (pending, inFlight, shown, taken) = (Task.CompletedTask, 0, 0, pool.Taken);
        try
        {
            for (var next = pool.Next; taken < goal;)
            {
                if (taken + inFlight == goal)
                {
                    await StoredAsync().ConfigureAwait(false);
                    continue;
                }
                var batch = painter.Paint(pool.Keys, next, Math.Min(Batch, goal - taken - inFlight), done => meter.Report(shown = Math.Max(shown, taken + inFlight + done), goal), cancel);
                next += batch.Count;
                await StoredAsync().ConfigureAwait(false);
                (pending, inFlight) = (Task.Run(() => pool.TakeInAsync(batch, painter.KeepLatents, cancel), cancel), batch.Count);
            }
        }
        finally
        {
            await pending.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false); // nobody writes behind a stopped command's back
        }

        async Task StoredAsync()
        {
            await pending.ConfigureAwait(false);
            (pending, inFlight, taken) = (Task.CompletedTask, 0, pool.Taken);
            var last = pool.Entries.TakeLast(Patience).ToList();
            if (last.Count == Patience && last.TrueForAll(static entry => entry.Fate != Fate.Taken))
                throw new GalleryException($"The last {Patience} pictures were all left out, {last.Count(static entry => entry.Fate == Fate.Duplicate)} of them as near-duplicates, with {taken} of {goal} works taken: this network has no more to show; ask for a smaller --count or a higher --trunc.");
        }
    }

    private static async Task TakeInAsync(string[] files, Pool pool, ProgressMeter meter, CancellationToken cancel)
    {
        var known = pool.Entries.Select(static entry => entry.File).ToHashSet();
        var left = files.Where(file => !known.Contains(file)).ToList();
        foreach (var batch in left.Chunk(FilesAtOnce))
        {
            await pool.TakeInAsync(Read(batch, pool.Next), keepLatents: null, cancel).ConfigureAwait(false);
            meter.Report(files.Length - left.Count + pool.Entries.Count - known.Count, files.Length);
        }
    }

    private static List<Candidate> Read(string[] files, int first) => [.. files.AsParallel().AsOrdered().Select((file, i) =>
    {
        try
        {
            return new Candidate(first + i, PictureReader.Decode(file)) { File = file };
        }
        catch (PictureException)
        {
            return new Candidate(first + i, null) { File = file };
        }
    })];

    private static (double Low, double High) Range(string text)
    {
        var ends = text.Split('-', StringSplitOptions.TrimEntries);
        return ends.Length <= 2 && double.TryParse(ends[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var low) && double.TryParse(ends[^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var high) && low <= high && high <= 2
            ? (low, high) : throw new UsageException($"--trunc is '{text}', expected a number or two from 0 to 2, the smaller one first, such as 0.6-1.0.");
    }
}
