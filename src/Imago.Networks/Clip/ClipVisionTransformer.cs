using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks;

/// <summary>
/// The tower that looks (Dosovitskiy et al. 2021, arXiv:2010.11929, with CLIP's changes: Radford et al. 2021, arXiv:2103.00020): patches become tokens, a class token goes before them,
/// and what has become of it at the end is projected.
/// </summary>
public sealed class ClipVisionTransformer : Module
{
    private readonly ClipOptions _options;
    private readonly Parameter _patches, _class, _positions, _projection;
    private readonly ClipNorm _before, _after;
    private readonly ClipTransformer _transformer;

    /// <summary>Leaves the weights unset, for a file to fill.</summary>
    /// <param name="options">The shape.</param>
    /// <param name="type">In which its products are computed.</param>
    internal ClipVisionTransformer(ClipOptions options, ScalarType type)
    {
        using var scope = TensorScope.Open();
        _options = options;
        var (width, side) = ((long)options.Vision.Width, options.ImageResolution / options.PatchSize);
        _patches = AddParameter("conv1.weight", Tensor.Empty([width, 3, options.PatchSize, options.PatchSize], type));
        _class = AddParameter("class_embedding", Tensor.Empty([width]));
        _positions = AddParameter("positional_embedding", Tensor.Empty([1 + ((long)side * side), width]));
        _before = AddModule("ln_pre", new ClipNorm(width));
        _transformer = AddModule("transformer", new ClipTransformer(options.Vision, options.Activation, type));
        _after = AddModule("ln_post", new ClipNorm(width));
        _projection = AddParameter("proj", Tensor.Empty([width, options.EmbedDim]));
    }

    /// <summary>Pictures [N, 3, R, R], each channel less its mean and divided by its deviation → features [N, dim] in fp32.</summary>
    /// <exception cref="ArgumentException">Pictures of another shape.</exception>
    public Tensor Forward(Tensor pictures)
    {
        using var scope = TensorScope.Open();
        pictures.AssertShape(-1, 3, _options.ImageResolution, _options.ImageResolution);
        var (n, patch, side) = (pictures.Size(0), _options.PatchSize, _options.ImageResolution / _options.PatchSize);
        // A convolution whose steps are as wide as its kernel is one product of matrices: every patch is a row.
        var rows = pictures.To(_patches.Value.Type).Reshape(n, 3, side, patch, side, patch).Permute(0, 2, 4, 1, 3, 5).Reshape(n, side * side, 3 * patch * patch);
        var tokens = rows.Linear(_patches.Value.Reshape(_options.Vision.Width, -1)).To(ScalarType.Float32); // [N, patches, width]
        var first = _class.Value.Reshape(1, 1, -1).Expand(n, 1, -1);
        var x = _transformer.Forward(_before.Forward(Tensor.Cat([first, tokens], 1).Add(_positions.Value))); // [N, 1 + patches, width]
        return scope.Keep(_after.Forward(x.Select(1, 0)).MatMul(_projection.Value));
    }
}
