using Imago.Torch.Formats;

namespace Imago.Training;

/// <summary>A training that cannot begin or go on, in one sentence.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>Creates the exception.</summary>
    public TrainingException(string message)
        : base(OneLine.Of(message))
    {
    }

    /// <summary>Creates the exception with what caused it.</summary>
    public TrainingException(string message, Exception innerException)
        : base(OneLine.Of(message), innerException)
    {
    }
}
