using System.CommandLine;
using Imago.Latent.Clip;
using Imago.Networks;
using Imago.Networks.Downloads;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Cli.Commands.Clip;

/// <summary>The options with which a command names its CLIP, and where and how exactly that computes.</summary>
/// <param name="weights">How the option is called that names its file.</param>
/// <param name="required">Whether it must be given.</param>
internal sealed class ClipSettings(string weights = "--weights", bool required = true)
{
    private static readonly string[] s_files = ["model.safetensors", "open_clip_model.safetensors", "pytorch_model.bin", "open_clip_pytorch_model.bin"];

    private const string Words = "a file of OpenAI (.pt), OpenCLIP or Hugging Face (.safetensors, .bin), the folder of such a file, an https:// address, or a known name such as ViT-B/32";

    /// <summary><c>--weights</c>, or as it is called here.</summary>
    internal Option<string> Weights { get; } = new(weights) { Description = $"The CLIP network: {Words}", HelpName = "CLIP", Required = required };

    /// <summary><c>--activation</c>.</summary>
    internal Option<string> Activation { get; } = Among(new("--activation")
    {
        Description = "What it was trained with: quick-gelu (OpenAI, MetaCLIP, DFN), gelu (most of OpenCLIP), or auto, as its file or what lies beside it says",
        DefaultValueFactory = _ => "auto",
    }, "auto", "quick-gelu", "gelu");

    /// <summary><c>--precision</c>.</summary>
    internal Option<string> Precision { get; } = Among(new("--precision") { Description = "fp32 (exact) or bf16", DefaultValueFactory = _ => "fp32" }, "fp32", "bf16");

    /// <summary><c>--device</c>.</summary>
    internal Option<string> Device { get; } = new("--device") { Description = "cpu, cuda or cuda:N; default: CUDA where there is a device", HelpName = "DEVICE" };

    /// <summary>All of them.</summary>
    internal IEnumerable<Option> All => [Weights, Activation, Precision, Device];

    /// <summary>Finds the weights, downloading them where they are named by an address, and reads them.</summary>
    /// <returns>The network and its file.</returns>
    /// <exception cref="NetworkException">There is nothing of that name, or no CLIP.</exception>
    /// <exception cref="DownloadException">It cannot be downloaded.</exception>
    internal async Task<(ClipEncoder Encoder, string Path)> OpenAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var device = NetworkSettings.DeviceOf(arguments.GetValue(Device));
        ClipActivation? activation = arguments.GetValue(Activation) switch { "gelu" => ClipActivation.Gelu, "quick-gelu" => ClipActivation.QuickGelu, _ => null };
        var type = arguments.GetValue(Precision) == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32;
        var (path, known) = await FindAsync(arguments.GetRequiredValue(Weights), session, cancel).ConfigureAwait(false);
        return (ClipEncoder.Open(path, device, type, activation ?? known), path);
    }

    private static async Task<(string Path, ClipActivation? Activation)> FindAsync(string name, Session session, CancellationToken cancel)
    {
        if (File.Exists(name)) return (name, null);
        if (Directory.Exists(name))
        {
            return (s_files.Select(file => Path.Combine(name, file)).FirstOrDefault(File.Exists)
                ?? throw new NetworkException($"{name} holds none of {string.Join(", ", s_files)}: name the file of the weights."), null);
        }
        if (KnownClips.All.TryGetValue(name, out var known))
        {
            session.Note($"{name} is {known.Address}; it belongs to its makers, whose licence holds.");
            return (await NetworkPath.DownloadAsync(known.Address, "clip", session, cancel).ConfigureAwait(false), known.Activation);
        }
        if (name.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(name, UriKind.Absolute, out var address))
            return (await NetworkPath.DownloadAsync(address, "clip", session, cancel).ConfigureAwait(false), null);
        throw new NetworkException($"{name} does not exist: name {Words}{(Nearest.To(name, KnownClips.All.Keys) is { } meant ? $"; did you mean {meant}?" : ".")}");
    }

    private static Option<string> Among(Option<string> option, params string[] values)
    {
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
