namespace Imago.Training.Data.Import;

/// <summary>The lines of <c>curation.jsonl</c> while a data set is packed, kept in a file until they can go into it, and their totals.</summary>
internal sealed class CurationLog : IDisposable
{
    private const int RefusalsShown = 20;

    private readonly FileStream _lines;
    private readonly int[] _fates = new int[3];
    private readonly Dictionary<string, int> _changes = [];
    private readonly List<Refusal> _refusals = [];

    /// <param name="path">A place for the lines; removed in the end.</param>
    public CurationLog(string path) => _lines = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);

    /// <summary>The first refusals.</summary>
    public IReadOnlyList<Refusal> Refusals => _refusals;

    /// <summary>What was done to how many pictures, most frequent first.</summary>
    public IReadOnlyDictionary<string, int> Changes => _changes
        .OrderByDescending(static change => change.Value).ThenBy(static change => change.Key, StringComparer.Ordinal)
        .ToDictionary(static change => change.Key, static change => change.Value);

    /// <summary>How many files had this fate.</summary>
    public int Count(Fate fate) => _fates[(int)fate];

    /// <summary>A file that is out.</summary>
    public void Out(string file, Fate fate, string reason)
    {
        if (fate == Fate.Refused && _refusals.Count < RefusalsShown) _refusals.Add(new Refusal(file, reason));
        Add(new CurationLine { File = file, Fate = fate, Reason = reason });
    }

    /// <summary>A picture that is in.</summary>
    public void Taken(string file, string name, Prepared prepared, string? className)
    {
        foreach (var change in prepared.Changes) _changes[change.What] = _changes.GetValueOrDefault(change.What) + 1;
        Add(new CurationLine
        {
            File = file,
            Fate = Fate.Taken,
            Name = name,
            Format = prepared.Info.Format,
            Width = prepared.Info.Width,
            Height = prepared.Info.Height,
            Changes = prepared.Changes.Count == 0 ? null : [.. prepared.Changes.Select(static change => change.ToString())],
            Class = className,
        });
    }

    /// <summary>Copies all lines.</summary>
    public void CopyTo(Stream to)
    {
        _lines.Position = 0;
        _lines.CopyTo(to);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // On a full disk the last lines may not find room; they are thrown away in any case.
        try { _lines.Dispose(); } catch (IOException) { }
    }

    private void Add(CurationLine line)
    {
        _fates[(int)line.Fate]++;
        line.Write(_lines);
    }
}
