using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks;

/// <summary>The StyleGAN2 generator: mapping z → w, synthesis w → picture.</summary>
public sealed class Generator : Module
{
    /// <summary>Draws the weights, or, without a source of them, leaves them unset for a file to fill; see <see cref="Layers.Weights"/>.</summary>
    public Generator(GeneratorOptions options, RandomGenerator? random)
    {
        Options = options;
        // Synthesis first: the order of the upstream files.
        Synthesis = AddModule("synthesis", new SynthesisNetwork(options, random));
        Mapping = AddModule("mapping", new MappingNetwork(
            options.ZDim, options.CDim, options.WDim, options.NumWs, options.MappingLayers, random,
            options.EmbedFeatures, options.LayerFeatures, options.WAvgBeta));
    }

    /// <summary>What defines the network.</summary>
    public GeneratorOptions Options { get; }

    /// <summary>z and c to w.</summary>
    public MappingNetwork Mapping { get; }

    /// <summary>w to the picture.</summary>
    public SynthesisNetwork Synthesis { get; }

    /// <summary>Another generator of the same weights, in memory of its own, on the same device.</summary>
    public Generator Copy()
    {
        using var none = Autograd.NoGrad();
        var copy = new Generator(Options, random: null);
        copy.MoveTo(Mapping.WAvg!.Device);
        foreach (var (to, from) in copy.State().Zip(State()))
            to.Value.Value.CopyFrom(from.Value.Value);
        return copy;
    }

    /// <summary>z [N, zDim], c [N, cDim] or null → picture [N, channels, R, R] in fp32. See <see cref="MappingNetwork.Forward"/>.</summary>
    public Tensor Forward(Tensor z, Tensor? c = null, double truncationPsi = 1, int? truncationCutoff = null, Noise noise = default)
    {
        using var scope = TensorScope.Open();
        return scope.Keep(Synthesis.Forward(Mapping.Forward(z, c, truncationPsi, truncationCutoff), noise));
    }
}
