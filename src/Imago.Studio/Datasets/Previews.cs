using System.Collections.Concurrent;
using Imago.Training.Data;
using Imago.Training.Data.Import;

namespace Imago.Studio.Datasets;

/// <summary>The previews that are being looked at: a source of thousands of files is looked through once, not at each change.</summary>
internal sealed class Previews
{
    /// <summary>Pictures of a preview.</summary>
    public const int Pictures = 12;

    private const int Kept = 4;

    private readonly ConcurrentDictionary<string, (int Files, Lazy<PackPreview> Preview)> _open = new();

    /// <summary>The preview of a collection; opened anew where the number of its files has changed.</summary>
    /// <exception cref="DatasetException">It cannot be read.</exception>
    public PackPreview Of(Intake intake, int files)
    {
        var (_, preview) = _open.AddOrUpdate(intake.Name, _ => (files, Open(intake)), (_, kept) => kept.Files == files ? kept : (files, Open(intake)));
        // One that is put aside is not closed: somebody may be looking at it still. Its file is closed with the last who does.
        foreach (var other in _open.Keys.Where(name => name != intake.Name).Skip(Kept - 1))
            _open.TryRemove(other, out _);
        return preview.Value;
    }

    /// <summary>Forgets the preview of a collection that is no more.</summary>
    public void Forget(Intake intake) => _open.TryRemove(intake.Name, out _);

    private static Lazy<PackPreview> Open(Intake intake) => new(() => PackPreview.Open(intake.Source, Pictures), LazyThreadSafetyMode.ExecutionAndPublication);
}
