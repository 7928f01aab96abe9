using System.CommandLine;
using Imago.Latent;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Cli.Commands;

/// <summary>The options with which a command names its network, and where and how exactly it computes.</summary>
/// <param name="precision">What is taken where nothing else is said.</param>
internal sealed class NetworkSettings(string precision)
{
    /// <summary><c>--network</c>.</summary>
    internal Option<string> Network { get; } = new("--network") { Description = $"The network: {NetworkPath.Words}", HelpName = "NET", DefaultValueFactory = _ => BundledNetwork.Name };

    /// <summary><c>--precision</c>.</summary>
    internal Option<string> Precision { get; } = Among(new Option<string>("--precision")
    {
        Description = "fp32 (exact), bf16 (faster on CPUs with its instructions), fp16 (on CUDA, in the four highest blocks), or auto, the fastest that is here",
        DefaultValueFactory = _ => precision,
    });

    /// <summary><c>--device</c>.</summary>
    internal Option<string> Device { get; } = new("--device") { Description = "cpu, cuda or cuda:N; default: CUDA where there is a device", HelpName = "DEVICE" };

    /// <summary>Finds the network, downloading it where it is named by an address; reads nothing of it yet.</summary>
    internal async Task<ChosenNetwork> FindAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var device = DeviceOf(arguments.GetValue(Device));
        var name = arguments.GetRequiredValue(Precision);
        if (name == "auto")
            name = device.IsCuda ? "fp16" : FusedLayers.Kind(ScalarType.BFloat16) is null ? "fp32" : "bf16";
        if (name == "fp16" && !device.IsCuda)
            throw new UsageException("--precision fp16 needs a CUDA device, and the pictures are computed on the CPU: choose fp32 or bf16.");
        return new(await NetworkPath.FindAsync(arguments.GetRequiredValue(Network), session, cancel).ConfigureAwait(false), device, name);
    }

    private static Option<string> Among(Option<string> option)
    {
        option.AcceptOnlyFromAmong("auto", "fp32", "bf16", "fp16");
        return option;
    }

    /// <summary>The device of a name, or the best there is.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    internal static Device DeviceOf(string? text)
    {
        if (text is null)
            return TorchLibrary.BestDevice;
        try
        {
            var device = Torch.Device.Parse(text);
            return !device.IsCuda || device.Index < TorchLibrary.CudaDevices ? device
                : throw new UsageException($"--device is {text}, but this libtorch sees {TorchLibrary.CudaDevices} CUDA devices: choose another, or cpu; `imago doctor` says more.");
        }
        catch (FormatException)
        {
            throw new UsageException($"--device is '{text}', expected cpu, cuda or cuda:N.");
        }
    }
}

/// <summary>A network that was named, and how it is to be used.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Device">Where it computes.</param>
/// <param name="PrecisionName">fp32, bf16 or fp16.</param>
internal sealed record ChosenNetwork(string Path, Device Device, string PrecisionName)
{
    /// <summary>The precision of that name.</summary>
    internal Precision Precision => PrecisionName switch { "bf16" => Precision.BFloat16, "fp16" => Precision.Float16, _ => Precision.Float32 };

    /// <summary>Reads it.</summary>
    internal Renderer Open() => new(NetworkFile.Read(Path, NetworkParts.Generator), Device, Precision);
}
