using Imago.Imaging;

namespace Imago.Training.Data.Import;

/// <summary>A first look at every file's header: how many pictures there are, and whether all are grey.</summary>
/// <param name="Items">Every file, with the verdict of this look.</param>
/// <param name="Pictures">How many are usable so far.</param>
/// <param name="AllGrey">Whether each of them is grey.</param>
internal sealed record Survey(IReadOnlyList<SourceItem> Items, int Pictures, bool AllGrey)
{
    /// <summary>Looks at a source.</summary>
    /// <param name="source">The files.</param>
    /// <param name="threads">Worker threads.</param>
    /// <param name="report">Called with files done.</param>
    /// <param name="stop">Ends it early.</param>
    public static Survey Of(PictureSource source, int threads, Action<int>? report, CancellationToken stop)
    {
        var items = new List<SourceItem>(source.Items.Count);
        var pictures = 0;
        var allGrey = true;
        foreach (var (info, item) in OrderedWork.Run(source.Items, item => PictureFiles.Try(item, i => PictureFiles.Probe(source, i)), threads, threads * 8, stop))
        {
            items.Add(item);
            report?.Invoke(items.Count);
            if (info is null) continue;
            pictures++;
            allGrey &= info.ColourSpace == "grey";
        }
        return new Survey(items, pictures, allGrey && pictures > 0);
    }
}
