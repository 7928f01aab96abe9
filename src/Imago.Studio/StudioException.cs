namespace Imago.Studio;

/// <summary>Something that the studio was asked for cannot be; the message is one sentence for the artist.</summary>
public sealed class StudioException : Exception
{
    /// <summary>With a sentence.</summary>
    public StudioException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence and a cause.</summary>
    public StudioException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Without a sentence; not used.</summary>
    public StudioException()
    {
    }
}
