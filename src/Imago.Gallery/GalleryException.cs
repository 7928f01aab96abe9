namespace Imago.Gallery;

/// <summary>What was asked of a gallery cannot be done; the message is one sentence for the person who keeps it, with the next step.</summary>
public sealed class GalleryException : Exception
{
    /// <summary>With a sentence.</summary>
    public GalleryException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence and what caused it.</summary>
    public GalleryException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
