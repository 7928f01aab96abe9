using Imago.Cli.Commands.Dataset;
using Imago.Training.Data.Import;

namespace Imago.Cli.Commands.Demo;

/// <summary>Where a demo's pictures come from.</summary>
internal static class DemoSource
{
    /// <summary>More portraits make no difference in the time that painting them takes.</summary>
    private const int MostPainted = 5000;

    /// <summary>More pictures than a demo gets to see.</summary>
    private const int MostPacked = 50_000;

    /// <summary>As many portraits as the time allows.</summary>
    internal static async Task<(int Refused, IReadOnlyList<string> Warnings)> PaintAsync(Session session, DemoFolder folder, int side, int seed, DemoTime time, CancellationToken cancel)
    {
        session.Note($"1/5  Pictures: painting imaginary portraits of {side} x {side}, for at most {Duration.Of(time.Painting)}");
        var options = new PaintOptions { Dest = folder.Data, Count = MostPainted, TakeFor = time.Painting, Resolution = side, Seed = seed };
        var painted = await session.WithProgressAsync("     Painting", "portraits", meter => PaintedDataset.Paint(options, done => meter.Report(done), cancel)).ConfigureAwait(false);
        session.Note($"     {painted.Count:N0} portraits, {Lines.Bytes(painted.Bytes)}, in {folder.Data}");
        return (0, []);
    }

    /// <summary>A user's own, as many of them as the time allows, with words on what was found.</summary>
    internal static async Task<(int Refused, IReadOnlyList<string> Warnings)> PackAsync(Session session, DemoFolder folder, string source, int side, DemoTime time, CancellationToken cancel)
    {
        session.Note($"1/5  Pictures: reading those in {source}, the middle of each at {side} x {side}");
        var options = new PackOptions { Source = source, Dest = folder.Data, Resolution = side, MaxImages = MostPacked, TakeFor = time.Packing };
        var packed = await session.WithProgressAsync("     Reading", "files", meter => DatasetPacker.Pack(options, progress =>
        {
            if ("     " + progress.Step != meter.Doing) meter.Begin("     " + progress.Step);
            meter.Report(progress.Done, progress.Total);
        }, cancel)).ConfigureAwait(false);
        session.Note($"     {packed.Taken:N0} pictures, {Lines.Bytes(packed.Bytes)}, in {folder.Data}{(packed.Changes.Count > 0 ? $"; {Lines.Counts(packed.Changes)}" : "")}");
        if (packed.Refused > 0)
            session.Note($"     {packed.Refused:N0} files could not be used, such as {packed.Refusals[0].File}: {packed.Refusals[0].Reason}; curation.jsonl in {folder.Data} lists all");
        if (packed.Skipped > 0)
            session.Note($"     {packed.Skipped:N0} files are no pictures, or more than the time allows");
        foreach (var warning in packed.Warnings) session.Warn(warning);
        return (packed.Refused, packed.Warnings);
    }
}
