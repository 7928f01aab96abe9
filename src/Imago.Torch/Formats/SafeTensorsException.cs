namespace Imago.Torch.Formats;

/// <summary>
/// A safetensors file that cannot be read, or does not hold what is asked of it: one sentence that names the file, what was met and what
/// was expected.
/// </summary>
public sealed class SafeTensorsException : FormatException
{
    /// <summary>No reason given.</summary>
    public SafeTensorsException()
    {
    }

    /// <summary>With a sentence.</summary>
    /// <param name="message">Names the file, the value met and the value expected.</param>
    public SafeTensorsException(string message) : base(OneLine.Of(message))
    {
    }

    /// <summary>With a sentence and its cause.</summary>
    /// <param name="message">Names the file, the value met and the value expected.</param>
    /// <param name="innerException">What the system said.</param>
    public SafeTensorsException(string message, Exception innerException) : base(OneLine.Of(message), innerException)
    {
    }
}
