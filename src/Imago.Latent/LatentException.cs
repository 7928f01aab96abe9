namespace Imago.Latent;

/// <summary>Latents that cannot be used, or a network that makes no picture of them, in one sentence.</summary>
public sealed class LatentException : Exception
{
    /// <summary>Creates the exception.</summary>
    public LatentException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with what caused it.</summary>
    public LatentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
