namespace Imago.Imaging;

/// <summary>Why a picture could not be read or made (the values are those of the native library's status).</summary>
public enum PictureProblem
{
    /// <summary>There is no such file.</summary>
    NotFound = 2,

    /// <summary>The system refuses to read it: permissions, a circle of links, a failing disk.</summary>
    Unreadable = 3,

    /// <summary>A folder, pipe or device.</summary>
    NotAFile = 4,

    /// <summary>No bytes in it.</summary>
    Empty = 5,

    /// <summary>Its content is none of the formats that are read, whatever its name says.</summary>
    NotAPicture = 6,

    /// <summary>Cut short or broken.</summary>
    Damaged = 7,

    /// <summary>More pixels than allowed.</summary>
    TooLarge = 8,

    /// <summary>A sound file of a kind that is not read.</summary>
    Unsupported = 9,

    /// <summary>Not enough free memory.</summary>
    Memory = 10,

    /// <summary>Anything else.</summary>
    Failed = 11,
}

/// <summary>A picture could not be read, made or written. The message is one sentence for the user.</summary>
public sealed class PictureException : Exception
{
    /// <summary>A problem in words.</summary>
    /// <param name="problem">Its kind.</param>
    /// <param name="message">One sentence.</param>
    /// <param name="inner">What caused it, if anything.</param>
    public PictureException(PictureProblem problem, string message, Exception? inner = null) : base(message, inner) => Problem = problem;

    /// <summary>The kind of problem, for counting.</summary>
    public PictureProblem Problem { get; }
}
