using Imago.Torch.Formats;

namespace Imago.Networks.Formats;

/// <summary>A network file that cannot be used, in one sentence.</summary>
public sealed class NetworkException : Exception
{
    /// <summary>Creates the exception.</summary>
    public NetworkException(string message)
        : base(OneLine.Of(message))
    {
    }

    /// <summary>Creates the exception with what caused it.</summary>
    public NetworkException(string message, Exception innerException)
        : base(OneLine.Of(message), innerException)
    {
    }
}
