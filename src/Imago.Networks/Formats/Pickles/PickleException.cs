using Imago.Torch.Formats;

namespace Imago.Networks.Formats.Pickles;

/// <summary>A pickle that is damaged, or that asks for something other than plain data; one sentence with the place.</summary>
public sealed class PickleException : FormatException
{
    /// <summary>Creates the exception.</summary>
    public PickleException(string message)
        : base(OneLine.Of(message))
    {
    }

    /// <summary>Creates the exception with what caused it.</summary>
    public PickleException(string message, Exception innerException)
        : base(OneLine.Of(message), innerException)
    {
    }

    /// <summary>Whether the message ends with the place already, that of the innermost pickle.</summary>
    internal bool SaysWhere { get; init; }
}
