namespace Imago.Torch;

/// <summary>An error of libtorch, with its own message and without its C++ frames.</summary>
public sealed class TorchException : Exception
{
    /// <summary>Creates the exception for one message of libtorch.</summary>
    public TorchException(string message)
        : base(message)
    {
    }

    /// <summary>Whether libtorch could not get the memory it asked for, on the CPU or on a device.</summary>
    public bool IsOutOfMemory =>
        Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase);
}
