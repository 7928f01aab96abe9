namespace Imago.Studio.Films;

/// <summary>How a walk is filmed, as a page asks for it.</summary>
public sealed class FilmPlan
{
    /// <summary>The shortest and longest film that a page makes; the command line makes any.</summary>
    public const double Shortest = 0.5, Longest = 600;

    /// <summary>What the film is called; empty: after what it shows.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its length.</summary>
    public double Seconds { get; set; } = 10;

    /// <summary>Frames a second.</summary>
    public int FramesPerSecond { get; set; } = 30;

    /// <summary>How it goes from picture to picture.</summary>
    public string Interpolation { get; set; } = "spline";

    /// <summary>Its kind: a film's ending, or empty for a folder of pictures.</summary>
    public string Kind { get; set; } = ".mp4";

    /// <summary>Whether it comes back to the first picture.</summary>
    public bool Loop { get; set; } = true;

    /// <summary>The kinds, each with the key of its words.</summary>
    public static IReadOnlyList<(string Ending, string Key)> Kinds { get; } = [(".mp4", "mp4"), (".webm", "webm"), (".gif", "gif"), (".webp", "webp"), ("", "frames")];

    /// <summary>The ways.</summary>
    public static IReadOnlyList<string> Interpolations { get; } = ["spline", "linear", "slerp", "circular", "noise"];

    /// <summary>Checks what came from the page.</summary>
    /// <exception cref="StudioException">Something is out of its range.</exception>
    internal void Check()
    {
        if (Seconds is not (>= Shortest and <= Longest))
            throw new StudioException($"The film is to be {Seconds} seconds long, expected {Shortest} to {Longest}; longer ones are made with imago walk.");
        if (FramesPerSecond is < 1 or > 120)
            throw new StudioException($"The film is to have {FramesPerSecond} frames a second, expected 1 to 120; 30 are usual.");
        if (!Interpolations.Contains(Interpolation) || Kinds.All(kind => kind.Ending != Kind))
            throw new StudioException($"'{Interpolation}' and '{Kind}' are no way and kind of a film: choose them from the lists.");
    }
}
