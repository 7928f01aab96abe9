using System.Collections.Concurrent;
using Imago.Training.Data;
using Imago.Training.Data.Import;

namespace Imago.Studio.Datasets;

/// <summary>The previews that are being looked at: a source of thousands of files is looked through once, not at each change of a choice.</summary>
internal sealed class Previews(UploadStore store)
{
    /// <summary>Pictures of a preview.</summary>
    public const int Pictures = 12;

    private const int Kept = 4;

    private readonly ConcurrentDictionary<string, Opened> _open = new();

    /// <summary>The preview of a collection; opened anew where its files have changed.</summary>
    /// <exception cref="DatasetException">It cannot be read.</exception>
    public PackPreview Of(Intake intake)
    {
        var seen = (intake.Source, store.Totals(intake), File.GetLastWriteTimeUtc(intake.Source));
        var opened = _open.AddOrUpdate(intake.Name, _ => new(seen), (_, kept) => kept.Seen == seen ? kept : new(seen));
        // One that is put aside is not closed: somebody may be looking at it still. Its file is closed with the last who does.
        foreach (var other in _open.Keys.Where(name => name != intake.Name).Skip(Kept - 1))
            _open.TryRemove(other, out _);
        try
        {
            return opened.Preview.Value;
        }
        catch
        {
            // What could not be opened may be mended.
            _open.TryRemove(KeyValuePair.Create(intake.Name, opened));
            throw;
        }
    }

    private sealed class Opened((string Source, UploadTotals Totals, DateTime Changed) seen)
    {
        public (string Source, UploadTotals Totals, DateTime Changed) Seen { get; } = seen;

        public Lazy<PackPreview> Preview { get; } = new(() => PackPreview.Open(seen.Source, Pictures));
    }
}
