using Imago.Torch.Formats;

namespace Imago.Training.Data;

/// <summary>
/// A data set that cannot be made, opened or read. <see cref="Exception.Message"/> is one sentence with what was met, what was
/// expected and what to do next; it is meant to be shown as it is.
/// </summary>
public sealed class DatasetException : Exception
{
    /// <summary>An error with its sentence.</summary>
    public DatasetException(string message) : base(OneLine.Of(message)) { }

    /// <summary>An error with its sentence and what caused it.</summary>
    public DatasetException(string message, Exception inner) : base(OneLine.Of(message), inner) { }
}
