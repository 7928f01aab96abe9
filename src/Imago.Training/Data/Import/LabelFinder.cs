namespace Imago.Training.Data.Import;

/// <summary>The labels that a source offers: those of its <c>dataset.json</c>, or else its subfolders.</summary>
internal sealed class LabelFinder(PictureSource source)
{
    private readonly LabelCollector _table = new(source, byFolder: false);
    private readonly LabelCollector _folders = new(source, byFolder: true);
    private readonly bool _packed = source.Items.Any(static item => item.Name == LabelTable.FileName);
    private bool _loose;

    /// <summary>What is wrong with the labels; null where all is well.</summary>
    public string? Problem => _table.Problem;

    /// <summary>A usable picture.</summary>
    public void Add(string file)
    {
        _table.Take(file);
        // The folders 00000, 00001 … of a packed set are no classes.
        if (_packed || _folders.Refuse(file) is not null) _loose = true;
        else _folders.Take(file);
    }

    /// <summary>What was found.</summary>
    public (string? From, int LabelDim, IReadOnlyList<ClassCount>? Classes) Finish()
    {
        if (_table.Finish() is { } found) return (LabelTable.FileName, found.LabelDim, found.Classes);
        return !_loose && _folders.Finish() is { LabelDim: > 1 } byFolder ? ("subfolders", byFolder.LabelDim, byFolder.Classes) : (null, 0, null);
    }
}
