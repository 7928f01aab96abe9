namespace Imago.Imaging.Films;

/// <summary>A film that cannot be made, or a sound that cannot be read, in one sentence for the user.</summary>
public sealed class FilmException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One sentence.</param>
    /// <param name="inner">What caused it, if anything.</param>
    public FilmException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
