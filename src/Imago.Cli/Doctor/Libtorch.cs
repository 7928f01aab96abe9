using Imago.Torch;

namespace Imago.Cli.Doctor;

/// <summary>The tensor library.</summary>
/// <param name="Version">Its version, or null where it cannot be loaded.</param>
/// <param name="Path">The file that is loaded.</param>
/// <param name="CudaDevices">Graphics cards that this libtorch can use.</param>
/// <param name="Threads">Threads within one operator.</param>
/// <param name="Error">Why it cannot be loaded, and what to do.</param>
internal sealed record Libtorch(string? Version, string? Path, int CudaDevices, int Threads, string? Error)
{
    /// <summary>Loads it.</summary>
    internal static Libtorch Read()
    {
        try
        {
            return new(TorchLibrary.Version, TorchLibrary.Path, TorchLibrary.CudaDevices, TorchLibrary.Threads, Error: null);
        }
        catch (PlatformNotSupportedException exception)
        {
            return new(null, null, 0, 0, exception.Message);
        }
    }

    /// <summary>What there is to say about it.</summary>
    internal IEnumerable<Finding> Findings()
    {
        if (Error is not null)
        {
            yield return new("libtorch", Health.Missing, Error);
            yield break;
        }

        yield return new("libtorch", Health.Good, $"{Version}, {Path}, {Threads} threads");
        // The kernel's driver answers here, whatever libtorch was built for.
        yield return CudaDevices switch
        {
            > 0 => new("CUDA", Health.Good, $"{CudaDevices} {(CudaDevices == 1 ? "device" : "devices")}"),
            _ when File.Exists("/proc/driver/nvidia/version") => new("CUDA", Health.Warning,
                "an NVIDIA driver is loaded, but this libtorch uses no CUDA device",
                "name a libtorch that is built for CUDA: IMAGO_LIBTORCH=DIR ./imago doctor"),
            _ => new("CUDA", Health.Good, "no device: the processor does the work"),
        };
    }
}
