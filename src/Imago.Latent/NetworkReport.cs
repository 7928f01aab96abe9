using Imago.Networks;
using Imago.Networks.Downloads;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Latent;

/// <summary>What a network file holds, for people and programs.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Kind">Who wrote it.</param>
/// <param name="Format">The same in words; of Imago's own files, <c>imago.stylegan2/1</c>.</param>
/// <param name="Holds">The networks in it.</param>
/// <param name="Generator">What defines the generator.</param>
/// <param name="NumWs">How many w a picture takes.</param>
/// <param name="GeneratorParameters">Trained numbers of the generator.</param>
/// <param name="Discriminator">What defines the discriminator; null where the file has none.</param>
/// <param name="DiscriminatorParameters">Trained numbers of the discriminator; 0 where there is none.</param>
/// <param name="Training">The training that made them.</param>
/// <param name="AugmentP">The probability of the augmentations, where the file says it.</param>
/// <param name="NotFinite">Names of the tensors that hold NaN or infinities: none in a sound network.</param>
/// <param name="WAvgNorm">Length of the running mean of w, |w_avg|; 0 before any training.</param>
/// <param name="Origin">The address it was downloaded from; null for a file that was not.</param>
public sealed record NetworkReport(
    string Path, long Bytes, CheckpointKind Kind, string Format, IReadOnlyList<string> Holds, GeneratorOptions Generator, int NumWs, long GeneratorParameters,
    DiscriminatorOptions? Discriminator, long DiscriminatorParameters, TrainingRecord Training, double? AugmentP,
    IReadOnlyList<string> NotFinite, double WAvgNorm, string? Origin)
{
    /// <summary>Reads a network file whole, and looks at every number in it.</summary>
    /// <exception cref="NetworkException">It is no network, or not the one that its options describe.</exception>
    /// <exception cref="Torch.Formats.SafeTensorsException">It is no safetensors file, or a damaged one.</exception>
    public static NetworkReport Of(string path)
    {
        using var network = NetworkFile.Read(path);
        using var scope = TensorScope.Open();
        var (g, d) = (network.Generator.Options, network.Discriminator?.Options);
        var wAvg = network.Generator.Mapping.WAvg!.To(ScalarType.Float64);
        var state = network.Generator.State().Concat((network.Discriminator?.State() ?? []).Select(static entry => KeyValuePair.Create("D." + entry.Key, entry.Value)));
        return new NetworkReport(
            path, new FileInfo(path).Length, network.Kind, network.Kind.Words(), network.Holds, g, g.NumWs, Count(network.Generator), d, network.Discriminator is null ? 0 : Count(network.Discriminator),
            network.Training, network.AugmentP, [.. state.Where(static entry => !IsFinite(entry.Value.Value)).Select(static entry => entry.Key)],
            Math.Sqrt(wAvg.Square().Sum().ToScalar()), DownloadCache.OriginOf(path));
    }

    private static long Count(Module module) => module.NamedParameters().Sum(static entry => entry.Value.Value.Count);

    private static bool IsFinite(Tensor tensor)
    {
        using var scope = TensorScope.Open();
        return tensor.Detach().IsFinite().All();
    }
}
