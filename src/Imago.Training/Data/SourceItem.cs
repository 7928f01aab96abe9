namespace Imago.Training.Data;

/// <summary>What becomes of a file of the source.</summary>
public enum Fate
{
    /// <summary>It is in the data set.</summary>
    Taken,
    /// <summary>It is, or should be, a picture, but cannot be used.</summary>
    Refused,
    /// <summary>It is no picture (a list, a note, a system's own file), or not asked for.</summary>
    Skipped,
}

/// <summary>A file of a source: where it is, and whether it is out before it was opened.</summary>
/// <param name="Name">Path within the source, folders divided by '/'; a folder that could not be read ends with '/'.</param>
/// <param name="Fate"><see cref="Fate.Taken"/> while nothing speaks against it.</param>
/// <param name="Reason">Why it is out; null when it is not.</param>
/// <param name="Place">The source's own number for it.</param>
internal readonly record struct SourceItem(string Name, Fate Fate = Fate.Taken, string? Reason = null, int Place = 0)
{
    /// <summary>Whether a file is the system's own and no picture of the user: hidden, or one of the known names.</summary>
    public static bool IsSystem(string name) => name.Split('/').Any(static part =>
        part.StartsWith('.') || part is "__MACOSX" or "@eaDir" or "Thumbs.db" or "desktop.ini" or "$RECYCLE.BIN" or "lost+found");
}
