using System.CommandLine;
using System.Globalization;
using Imago.Gallery;
using Imago.Gallery.Learning;
using Imago.Gallery.Store;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary><c>imago gallery learn</c>: what visitors' looks say about the order of walls.</summary>
internal sealed class LearnCommand : ImagoCommand<Learned>
{
    private readonly Argument<string> gallery = new("gallery") { Description = "The gallery's folder", HelpName = "DIR" };

    public LearnCommand()
        : base("learn", "Learn the order of walls from what visitors looked at, try it on them, and keep it where it is better: run it daily", "imago gallery learn gallery") => Arguments.Add(gallery);

    /// <inheritdoc/>
    protected override async Task<Learned> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var folder = GalleryFolder.Open(arguments.GetRequiredValue(gallery));
        var settings = GallerySettings.Read(folder);
        if (!settings.LearnsFromVisitors)
            session.Warn("learnsFromVisitors in gallery.json is false: nothing more is kept, and nothing is tried.");
        var features = HungBy.Read(folder);
        var database = await GalleryDatabase.OpenAsync(folder, settings, cancel).ConfigureAwait(false);
        await using var open = database.ConfigureAwait(false);
        return await session.WithProgressAsync("Learning", "pictures", _ => Learner.RunAsync(database, features, DateTimeOffset.UtcNow, cancel)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Show(Learned result, IAnsiConsole screen)
    {
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Pages:N0} pages of walls on {result.Days} days: {result.Seen:N0} pictures seen, {result.Opened:N0} opened, {result.Taken:N0} taken"));
        if (result.Gate is { } gate)
            screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  kept days   IPS-nDCG@24 {gate.Candidate:0.000}, present order {gate.Present:0.000}; difference {gate.Low:+0.000;-0.000} to {gate.High:+0.000;-0.000} (95 %), of {gate.Deeds:N0} pictures opened or taken on {gate.WallDays:N0} days of walls"));
        if (result.Trial is { } trial)
            screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  trial       won {trial.Won:N0} days of walls, lost {trial.Lost:N0}: z = {trial.Z:0.0}; above {Trial.Decided} it goes live, below -{Trial.Decided} it ends. By chance alone about one trial in 40 goes live"));
        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  exposure    Gini {result.Gini:0.00}{(result.GiniOfCandidate is { } gini ? $", by the learnt order {gini:0.00}" : "")}; at most 0.6"));
        screen.WriteLine("  " + result.Verdict switch
        {
            Verdict.TooFew => $"too little was seen yet: at least {Learner.FewestDays} days and {Learner.FewestDeeds} pictures opened or taken are needed",
            Verdict.NotBetter => "the learnt order is not better on days that it did not see: it is not tried",
            Verdict.Uneven => "pictures are seen too unevenly: no learnt order is tried",
            Verdict.Tried => "the learnt order is better on days that it did not see: from tomorrow on it is tried beside the present one",
            Verdict.Undecided => "the trial goes on",
            Verdict.Withdrawn => "the learnt order was not better: its trial has ended, and the walls hang as they did",
            _ => "the learnt order was better: the walls hang by it now",
        });
    }
}
