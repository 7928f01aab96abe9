namespace Imago.Training.Data.Import;

/// <summary>A size, and how many pictures have it.</summary>
public sealed record SizeCount(int Width, int Height, int Pictures);

/// <summary>What a folder or zip holds, seen with a trainer's eyes.</summary>
public sealed record DatasetReport
{
    /// <summary>The folder or zip, absolute.</summary>
    public required string Source { get; init; }

    /// <summary>Files in all.</summary>
    public required int Files { get; init; }

    /// <summary>Pictures that can be used: each was decoded.</summary>
    public required int Pictures { get; init; }

    /// <summary>Files that are, or should be, pictures but would be refused.</summary>
    public required int Refused { get; init; }

    /// <summary>Files that are no pictures.</summary>
    public required int Skipped { get; init; }

    /// <summary>Usable pictures by format, most frequent first; by content, not by name.</summary>
    public required IReadOnlyDictionary<string, int> Formats { get; init; }

    /// <summary>Usable pictures by colour: <c>RGB</c>, <c>grey</c>, <c>CMYK</c> …</summary>
    public required IReadOnlyDictionary<string, int> Colours { get; init; }

    /// <summary>How many of them have transparency.</summary>
    public required int WithAlpha { get; init; }

    /// <summary>The most frequent sizes, ten at most.</summary>
    public required IReadOnlyList<SizeCount> Sizes { get; init; }

    /// <summary>How many different sizes there are.</summary>
    public required int DifferentSizes { get; init; }

    /// <summary>Usable pictures by shape, width : height, each counted under the nearest of a few usual ones: <c>1:2</c> to <c>2:1</c>, tallest first.</summary>
    public required IReadOnlyDictionary<string, int> Shapes { get; init; }

    /// <summary>Usable pictures by the largest power of two that their shorter side reaches, smallest first.</summary>
    public required IReadOnlyDictionary<int, int> Reaches { get; init; }

    /// <summary>The shorter side in pixels: of the smallest picture, the middle one and the largest; empty without pictures.</summary>
    public required IReadOnlyList<int> ShorterSide { get; init; }

    /// <summary>The largest power of two that at least half of the pictures reach, 32 to 1024; 0 without pictures.</summary>
    public required int SuggestedResolution { get; init; }

    /// <summary>Usable pictures that are the same as one before them; see <see cref="Duplicates"/>.</summary>
    public IReadOnlyList<Duplicate> Duplicates { get; init; } = [];

    /// <summary>Where labels were found: <c>dataset.json</c>, <c>subfolders</c>, or null.</summary>
    public required string? LabelsFrom { get; init; }

    /// <summary>Length of a label as training would see it, 0 without.</summary>
    public required int LabelDim { get; init; }

    /// <summary>The classes; null without labels, or where labels are vectors.</summary>
    public required IReadOnlyList<ClassCount>? Classes { get; init; }

    /// <summary>Whether training can read it as it is: equal squares with a power of two as side, grey or RGB.</summary>
    public required bool Ready { get; init; }

    /// <summary>Whether there are enough pictures (500) to train from scratch.</summary>
    public required bool Enough { get; init; }

    /// <summary>What the user should know; whole sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Every refusal.</summary>
    public required IReadOnlyList<Refusal> Refusals { get; init; }

    /// <summary>Where the contact sheet was written, absolute; null where none was asked for.</summary>
    public required string? Sheet { get; init; }

    /// <summary>How long it took.</summary>
    public required double Seconds { get; init; }
}
