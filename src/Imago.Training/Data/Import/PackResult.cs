namespace Imago.Training.Data.Import;

/// <summary>A label's name and how many pictures have it.</summary>
public sealed record ClassCount(string Name, int Pictures);

/// <summary>A file that was left out, and why.</summary>
public sealed record Refusal(string File, string Reason);

/// <summary>What came of packing; every file's own fate is a line of <c>curation.jsonl</c>.</summary>
public sealed record PackResult
{
    /// <summary>The zip or folder, absolute.</summary>
    public required string Dest { get; init; }

    /// <summary>Width and height of every picture.</summary>
    public required int Resolution { get; init; }

    /// <summary>1 (grey) or 3 (RGB).</summary>
    public required int Channels { get; init; }

    /// <summary>Pictures in the data set.</summary>
    public required int Taken { get; init; }

    /// <summary>Files that are, or should be, pictures but could not be used.</summary>
    public required int Refused { get; init; }

    /// <summary>Files that are no pictures, duplicates that were to be left out, or beyond the number asked for.</summary>
    public required int Skipped { get; init; }

    /// <summary>What was done to how many pictures, most frequent first.</summary>
    public required IReadOnlyDictionary<string, int> Changes { get; init; }

    /// <summary>The first refusals, 20 at most.</summary>
    public required IReadOnlyList<Refusal> Refusals { get; init; }

    /// <summary>The classes by number; null without labels, or where labels are vectors.</summary>
    public required IReadOnlyList<ClassCount>? Classes { get; init; }

    /// <summary>Length of a label, 0 without.</summary>
    public required int LabelDim { get; init; }

    /// <summary>What the user should know; whole sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Bytes on the disk, of a zip; of a folder's files together.</summary>
    public required long Bytes { get; init; }

    /// <summary>How long it took.</summary>
    public required double Seconds { get; init; }
}
