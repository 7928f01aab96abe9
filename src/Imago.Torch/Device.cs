namespace Imago.Torch;

/// <summary>Where a tensor lies and its operators run: the CPU or one CUDA device.</summary>
/// <param name="IsCuda">Whether it is a CUDA device.</param>
/// <param name="Index">The number of the CUDA device; 0 for the CPU.</param>
public readonly record struct Device(bool IsCuda, int Index)
{
    /// <summary>The CPU.</summary>
    public static Device Cpu => default;

    /// <summary>One CUDA device.</summary>
    public static Device Cuda(int index) => new(true, index);

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static Device Parse(string text) => text switch
    {
        "cpu" => Cpu,
        "cuda" => Cuda(0),
        _ when text.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(text.AsSpan(5), out var index) && index >= 0 => Cuda(index),
        _ => throw new FormatException($"the device '{text}' is not known: expected cpu, cuda or cuda:N."),
    };

    /// <summary>libtorch's name of the device: <c>cpu</c> or <c>cuda:N</c>.</summary>
    public override string ToString() => IsCuda ? $"cuda:{Index}" : "cpu";
}
