namespace Imago.Training.Data.Import;

/// <summary>The labels of the pictures as they are taken: from the folders they lie in, or from the source's own <c>dataset.json</c>.</summary>
internal sealed class LabelCollector
{
    private readonly bool _byFolder;
    private readonly LabelTable? _table;
    private readonly List<PictureLabel> _labels = [];
    private readonly Dictionary<string, int> _folders = new(StringComparer.Ordinal); // folder to the order of its first picture
    private int _unlabelled;

    /// <param name="source">Where the pictures come from.</param>
    /// <param name="byFolder">Whether the folder right under the source is the label.</param>
    public LabelCollector(PictureSource source, bool byFolder)
    {
        _byFolder = byFolder;
        if (byFolder) return;
        try
        {
            _table = source.ReadLabels();
        }
        catch (DatasetException error)
        {
            Problem = $"The source's labels are left out: {error.Message}";
        }
    }

    /// <summary>Why labels that could be expected are missing; null where all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>Why a file cannot be taken; null where it can.</summary>
    public string? Refuse(string file) =>
        _byFolder && !file.Contains('/') ? "it lies in no subfolder, so it has no label" : null;

    /// <summary>Notes the label of a picture that is taken.</summary>
    /// <returns>Its class for the curation line, or null.</returns>
    public string? Take(string file)
    {
        if (_byFolder)
        {
            var folder = file[..file.IndexOf('/', StringComparison.Ordinal)];
            if (!_folders.TryGetValue(folder, out var number)) _folders.Add(folder, number = _folders.Count);
            _labels.Add(new PictureLabel(number));
            return folder;
        }
        if (_table?[file] is not { } label)
        {
            _unlabelled++;
            return null;
        }
        _labels.Add(label);
        return label.Vector is null ? NameOf(label.Class) : null;
    }

    /// <summary>All labels in the order of <see cref="Take"/>, with classes numbered by name; null where there are none or not all have one.</summary>
    public CollectedLabels? Finish()
    {
        if (_labels.Count == 0) return null;
        if (_byFolder)
        {
            string[] names = [.. _folders.Keys.Order(StringComparer.Ordinal)];
            var numbers = new int[names.Length];
            for (var number = 0; number < names.Length; number++) numbers[_folders[names[number]]] = number;
            return new(_labels.ConvertAll(label => new PictureLabel(numbers[label.Class])), names);
        }
        if (_unlabelled == 0) return new(_labels, _table!.ClassNames);
        Problem = $"The source's labels are left out: {_unlabelled:N0} of {_unlabelled + _labels.Count:N0} pictures have none in {_table!.Where}; label all, or take the others away.";
        return null;
    }

    private string NameOf(int number) => number < _table!.ClassNames?.Length ? _table.ClassNames[number] : $"{number}";
}

/// <summary>The labels of all pictures that were taken.</summary>
/// <param name="Labels">In the pictures' order.</param>
/// <param name="ClassNames">The classes' names by number, where they are known.</param>
internal sealed record CollectedLabels(IReadOnlyList<PictureLabel> Labels, IReadOnlyList<string>? ClassNames)
{
    /// <summary>Length of a label as training sees it.</summary>
    public int LabelDim => Labels[0].Vector?.Length ?? Labels.Max(static label => label.Class) + 1;

    /// <summary>How many pictures each class has; null where labels are vectors.</summary>
    public IReadOnlyList<ClassCount>? Classes
    {
        get
        {
            if (Labels[0].Vector is not null) return null;
            var counts = new int[LabelDim];
            foreach (var label in Labels) counts[label.Class]++;
            return [.. counts.Select((count, number) => new ClassCount(number < ClassNames?.Count ? ClassNames[number] : $"{number}", count))];
        }
    }
}
