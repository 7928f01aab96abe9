using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Imago.Cli.Commands.Clip;
using Imago.Gallery;
using Imago.Gallery.Hanging;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary>What was hung.</summary>
/// <param name="Gallery">The gallery's folder.</param>
/// <param name="Ranker">What told which picture answers which query.</param>
/// <param name="Works">How many works there were to choose from.</param>
/// <param name="Hung">How many hang.</param>
/// <param name="Walls">Every wall.</param>
/// <param name="LeftOut">Walls for which there were too few works.</param>
/// <param name="Unknown">Walls of which the ranker knows nothing.</param>
/// <param name="Alike">Pairs on one wall that are too alike, because its quota could not be filled otherwise.</param>
/// <param name="OffTheWall">Works with owners whose wall is gone: they keep their pages.</param>
/// <param name="Opens">When the last of them opens, or the ballot closes.</param>
/// <param name="Ballot">The number of the ballot by which they are given; null: by none.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record HangResult(
    string Gallery, string Ranker, int Works, int Hung, IReadOnlyList<HungWall> Walls, IReadOnlyList<string> LeftOut, IReadOnlyList<string> Unknown, int Alike, int OffTheWall, DateTimeOffset Opens, int? Ballot, double Seconds);

/// <summary><c>imago gallery hang</c>: which work hangs where.</summary>
internal sealed class HangCommand : ImagoCommand<HangResult>
{
    private readonly Argument<string> gallery = new("gallery") { Description = "The gallery's folder", HelpName = "DIR" };
    private readonly Option<string> rooms = new("--rooms") { Description = $"Rooms, walls and queries; default: {RoomsFile.Name} in the gallery's folder", HelpName = "YAML" };
    private readonly ClipSettings clip = new("--clip", required: false);
    private readonly NetworkSettings network = new("fp32");
    private readonly Option<string> labels = new("--labels") { Description = "In place of CLIP: a CSV with the columns file and title, theme, genre or tags, beside the pictures; --network names whose discriminator looks at them", HelpName = "CSV" };
    private readonly Option<string> opens = new("--opens") { Description = "When works can be taken, such as 2027-01-31T18:00Z; default: now, and what hangs keeps its time", HelpName = "TIME" };
    private readonly Option<int?> waves = new("--waves") { Description = "Open the works of each wall in so many waves, drawn by lot", HelpName = "N" };
    private readonly Option<double> every = new("--every") { Description = "Days from one wave to the next", HelpName = "DAYS", DefaultValueFactory = _ => 7 };
    private readonly Option<string> ballot = new("--ballot-until") { Description = "Give works by ballot, in place of waves: visitors keep lists of wishes until TIME, then lots are drawn", HelpName = "TIME" };
    private readonly Option<int> seed = new("--seed") { Description = "Decides between works that answer equally well, and draws the waves: the same seed hangs the same", HelpName = "S" };

    public HangCommand()
        : base("hang", "Hang a gallery: choose works for its rooms and walls; run again, it hangs anew", "imago gallery hang gallery --clip ViT-B/32 --opens 2027-01-31T18:00Z")
    {
        Arguments.Add(gallery);
        foreach (var option in (Option[])[rooms, clip.Weights, labels, network.Network, opens, waves, every, ballot, seed, clip.Activation, clip.Precision, clip.Device]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<HangResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var (byClip, byLabels) = (arguments.GetValue(clip.Weights), arguments.GetValue(labels));
        if ((byClip is null) == (byLabels is null))
            throw new UsageException($"{(byClip is null ? "Nothing says" : "Both --clip and --labels say")} which picture answers which query: give --clip WEIGHTS, or --labels CSV with the labels of pictures.");
        var options = new HangingOptions { Seed = arguments.GetValue(seed), Opens = Time(opens, arguments), Waves = arguments.GetValue(waves), Every = TimeSpan.FromDays(arguments.GetValue(every)), BallotUntil = Time(ballot, arguments) };
        if (options.Waves is < 1 or > 1000 || options.Every < TimeSpan.Zero)
            throw new UsageException($"--waves is {options.Waves} and --every {options.Every.TotalDays} days, expected 1 to 1000 waves and 0 days or more.");
        if (options.BallotUntil is { } until && (options.Opens is not null || options.Waves is not null || until <= DateTimeOffset.UtcNow))
            throw new UsageException(until <= DateTimeOffset.UtcNow ? $"--ballot-until is {until:yyyy-MM-dd HH:mm} UTC, which is over: expected a time to come." : "--ballot-until goes without --opens and --waves: what is not drawn opens for all when the ballot is drawn.");
        var folder = GalleryFolder.Open(arguments.GetRequiredValue(gallery));
        var plan = RoomsFile.Read(arguments.GetValue(rooms) ?? Path.Combine(folder.Path, RoomsFile.Name));
        var settings = GallerySettings.Read(folder);
        await using var database = await GalleryDatabase.OpenAsync(folder, settings, cancel).ConfigureAwait(false);
        var works = await WorksAsync(database, cancel).ConfigureAwait(false);
        if (works.Count == 0)
            throw new GalleryException($"'{folder.Path}' has no works to hang: make some by `imago gallery create {folder.Path}`.");
        session.GoOn = "What hung hangs, and what was seen of the pictures is kept; run the same command again.";
        using var ranker = byLabels is null ? await ClipAsync(arguments, session, cancel).ConfigureAwait(false) : await WordsAsync(arguments, session, byLabels, plan, cancel).ConfigureAwait(false);
        foreach (var wall in ranker.Unknown) session.Warn($"No label has a word of {wall}: it stays empty. Write others behind 'words:' in {RoomsFile.Name}.");
        IReadOnlyList<RoomPlan> known = [.. plan.Select(room => Without(room, ranker.Unknown)).Where(static room => room.Walls.Count > 0)];
        var vectors = await session.WithProgressAsync("Looking", "pictures", meter =>
            new WorkVectors(folder, Stores.Open(folder, settings).Public, ranker.Network, ranker.See).OfAsync(works, done => meter.Report(done, works.Count), cancel)).ConfigureAwait(false);
        var ranking = ranker.Rank([.. works.Select(static work => work.Number)], vectors, [.. known.SelectMany(static room => room.Walls)]);
        var hung = await session.WithProgressAsync("Hanging", "pictures", _ => Hanger.HangAsync(folder, database, known, ranking, options, cancel)).ConfigureAwait(false);
        HungBy.Write(folder, ranking, [.. known.SelectMany(static room => room.Walls.Select(wall => $"{room.Slug}/{wall.Slug}"))], await HangingAsync(database, cancel).ConfigureAwait(false));
        if (hung.Alike > 0)
            session.Warn($"{hung.Alike} pairs on one wall look alike, because there are too few others: make more works, or smaller walls.");
        return new(folder.Path, ranker.Words, works.Count, hung.Walls.Sum(static wall => wall.Works), hung.Walls, hung.LeftOut, ranker.Unknown, hung.Alike, hung.OffTheWall, hung.Opens, hung.Ballot, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <inheritdoc/>
    protected override void Show(HangResult result, IAnsiConsole screen)
    {
        screen.WriteLine($"{result.Gallery}: {result.Hung:N0} of {result.Works:N0} works hang, in {Duration.Of(TimeSpan.FromSeconds(result.Seconds))}");
        screen.WriteLine($"  ranker    {result.Ranker}");
        foreach (var room in result.Walls.GroupBy(static wall => wall.Room))
            screen.WriteLine($"  {room.Key,-9} {string.Join(", ", room.Select(static wall => $"{wall.Wall} {wall.Works}{(wall.Near > 0 ? $" ({wall.Near} near)" : "")}"))}");
        if (result.LeftOut.Count > 0)
            screen.WriteLine($"  too few works for  {string.Join(", ", result.LeftOut)}");
        if (result.OffTheWall > 0)
            screen.WriteLine($"  {result.OffTheWall} works with owners hang nowhere any more; their pages stay");
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {(result.Ballot is null ? "open  " : "ballot")}    {result.Opens.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {(result.Ballot is null ? "the last of them" : $"no. {result.Ballot}: until then visitors make lists of wishes")}"));
        screen.WriteLine($"  next      imago gallery serve {result.Gallery}");
    }

    private async Task<IRanker> ClipAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var (encoder, path) = await clip.OpenAsync(arguments, session, cancel).ConfigureAwait(false);
        return new ClipRanker(encoder, path);
    }

    private async Task<IRanker> WordsAsync(ParseResult arguments, Session session, string file, IReadOnlyList<RoomPlan> plan, CancellationToken cancel)
    {
        var path = await NetworkPath.FindAsync(arguments.GetRequiredValue(network.Network), session, cancel).ConfigureAwait(false);
        return await session.WithProgressAsync("Learning", "labelled pictures", meter =>
            new WordRanker(path, NetworkSettings.DeviceOf(arguments.GetValue(clip.Device)), file, plan, (done, all) => meter.Report(done, all), cancel)).ConfigureAwait(false);
    }

    private static async Task<List<Work>> WorksAsync(GalleryDatabase database, CancellationToken cancel)
    {
        await using var context = database.Context();
        return await context.Works.AsNoTracking().OrderBy(static work => work.Number).ToListAsync(cancel).ConfigureAwait(false);
    }

    private static async Task<HashSet<int>> HangingAsync(GalleryDatabase database, CancellationToken cancel)
    {
        await using var context = database.Context();
        return [.. await context.Places.Select(static place => place.WorkNumber).ToListAsync(cancel).ConfigureAwait(false)];
    }

    private static RoomPlan Without(RoomPlan room, IReadOnlyList<string> unknown)
    {
        var walls = room.Walls.Where(wall => !unknown.Contains($"{room.Slug}/{wall.Slug}")).ToList();
        return room with { Walls = walls };
    }

    private static DateTimeOffset? Time(Option<string> option, ParseResult arguments) => arguments.GetValue(option) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime()
        : throw new UsageException($"{option.Name} is '{text}', expected a time such as 2027-01-31T18:00Z or 2027-01-31T18:00+01:00.");
}
