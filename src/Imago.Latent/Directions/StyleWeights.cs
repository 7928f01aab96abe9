using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Directions;

/// <summary>The affine weights through which w steers a synthesis network.</summary>
public static class StyleWeights
{
    /// <summary>
    /// The weights of some layers one below the other, each row divided by its length: [rows, wDim] in float64. A layer is the convolution that its w steers; the last w
    /// steers none, so there it is ToRGB.
    /// </summary>
    /// <param name="generator">The network.</param>
    /// <param name="layers">0 to numWs - 1.</param>
    public static Tensor Rows(Generator generator, IReadOnlyList<int> layers)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(layers);
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        var parameters = generator.Synthesis.NamedParameters().ToDictionary();
        var weights = Tensor.Cat([.. layers.Select(layer => parameters[$"{NameOf(layer, generator.Options)}.affine.weight"].Value.Detach().To(ScalarType.Float64))], 0);
        var lengths = weights.Square().Sum([1], keepDims: true).Sqrt();
        return scope.Keep(weights.Div(lengths.Clamp(min: double.Epsilon))); // a unit that nothing steers stays a row of zeros
    }

    /// <summary>What the w of a number steers: <c>b4.conv1</c>, <c>b8.conv0</c>, <c>b8.conv1</c>, …, and last <c>b256.torgb</c>.</summary>
    internal static string NameOf(int layer, GeneratorOptions options) =>
        layer == options.NumWs - 1 ? $"b{options.ImgResolution}.torgb" : $"b{4 << ((layer + 1) / 2)}.conv{(layer + 1) % 2}";

    /// <summary>The layers of the options, or all.</summary>
    /// <exception cref="ArgumentException">One that the network does not have, or none.</exception>
    internal static IReadOnlyList<int> Checked(Generator generator, DirectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(options);
        var layers = options.Layers ?? [.. Enumerable.Range(0, generator.Options.NumWs)];
        if (layers.Count == 0 || layers.Any(layer => layer < 0 || layer >= generator.Options.NumWs))
            throw new ArgumentException($"Directions of the layers {string.Join(", ", layers)} were asked for, but this network has the layers 0 to {generator.Options.NumWs - 1}: choose among these.");
        return [.. layers.Distinct().Order()];
    }
}
