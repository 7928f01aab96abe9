using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks;

/// <summary>
/// CLIP (Radford et al. 2021, arXiv:2103.00020): pictures and texts become vectors of one space, in which those that belong together point the same way. Weights are the user's: they are
/// not part of Imago. <see cref="ClipFile"/> reads them.
/// </summary>
public sealed class ClipModel : Module
{
    private readonly Parameter _logitScale;

    /// <summary>Leaves the weights unset, for a file to fill.</summary>
    /// <param name="options">The shape.</param>
    /// <param name="type">In which the products of the blocks are computed: <see cref="ScalarType.Float32"/>, or <see cref="ScalarType.BFloat16"/>, with everything else in fp32.</param>
    internal ClipModel(ClipOptions options, ScalarType type = ScalarType.Float32)
    {
        using var scope = TensorScope.Open();
        Options = options;
        Visual = AddModule("visual", new ClipVisionTransformer(options, type));
        Text = AddModule("text", new ClipTextTransformer(options, type));
        _logitScale = AddParameter("logit_scale", Tensor.Empty([]));
        Record(false);
    }

    /// <summary>The shape.</summary>
    public ClipOptions Options { get; }

    /// <summary>The tower that looks.</summary>
    public ClipVisionTransformer Visual { get; }

    /// <summary>The tower that reads.</summary>
    public ClipTextTransformer Text { get; }

    /// <summary>Where it computes.</summary>
    public Device Device => _logitScale.Value.Device;

    /// <summary>Rows [N, dim] brought to length 1; their products are cosines.</summary>
    public static Tensor Unit(Tensor features) => features.Div(features.Square().Sum([-1], keepDims: true).Sqrt());

    /// <summary>Features of N pictures and of M texts → [N, M], the cosines times e to the stored power (100 in released networks), as they go into a softmax.</summary>
    public Tensor Logits(Tensor pictures, Tensor texts)
    {
        using var scope = TensorScope.Open();
        return scope.Keep(Unit(pictures).MatMul(Unit(texts).Transpose(0, 1)).Mul(_logitScale.Value.Exp()));
    }
}
