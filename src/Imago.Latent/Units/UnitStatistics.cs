using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Units;

/// <summary>What the units of a layer usually say.</summary>
/// <param name="Mean">Of each unit, over pictures and pixels: [units].</param>
/// <param name="Deviation">The standard deviation about it: [units].</param>
public sealed record UnitMoments(float[] Mean, float[] Deviation)
{
    /// <summary>How loud a unit is: the root of its mean square.</summary>
    public double Strength(int unit) => Math.Sqrt((Mean[unit] * Mean[unit]) + (Deviation[unit] * Deviation[unit]));
}

/// <summary>Measures what units say, over pictures of random latents.</summary>
public static class UnitStatistics
{
    /// <summary>How many pictures are enough: the means of most units then are within a few per cent.</summary>
    public const int Samples = 64;

    /// <summary>Makes pictures and looks at every layer on the way.</summary>
    /// <param name="renderer">The network.</param>
    /// <param name="samples">How many pictures: seeds 0, 1, …, not truncated. A network with labels gets its classes in turn.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="cancel">Looked at between pictures.</param>
    /// <returns>By the name of the layer.</returns>
    public static IReadOnlyDictionary<string, UnitMoments> Measure(Renderer renderer, int samples = Samples, Action<int>? progress = null, CancellationToken cancel = default)
    {
        var layers = renderer.Generator.Synthesis.Layers;
        var sums = layers.ToDictionary(static layer => layer.Name, static layer => (Sum: new double[layer.Units], Squares: new double[layer.Units], Pixels: (double)layer.Resolution * layer.Resolution));
        var listeners = layers.Select(layer => new Listener(layer.Name, sums[layer.Name].Sum, sums[layer.Name].Squares)).ToArray<LayerEdit>();
        var requests = Enumerable.Range(0, samples).Select(seed => new RenderRequest
        {
            Latent = LatentCode.OfSeed(seed, renderer.Options.ZDim),
            Class = renderer.Options.CDim == 0 ? null : seed % renderer.Options.CDim,
            Edits = listeners,
        });
        foreach (var rendering in renderer.Render(requests, batch: 1, cancel))
            progress?.Invoke(rendering.Index + 1);
        return sums.ToDictionary(static one => one.Key, one => Moments(one.Value.Sum, one.Value.Squares, samples * one.Value.Pixels));
    }

    private static UnitMoments Moments(double[] sum, double[] squares, double count) => new(
        Array.ConvertAll(sum, one => (float)(one / count)),
        [.. sum.Zip(squares, (one, square) => (float)Math.Sqrt(Math.Max(0, (square / count) - (one / count * (one / count)))))]);

    /// <summary>Adds up what passes, and changes nothing.</summary>
    private sealed record Listener(string Layer, double[] Sum, double[] Squares) : ActivationChange(Layer)
    {
        public override Tensor Apply(Tensor x)
        {
            using var scope = TensorScope.Open();
            Add(Sum, x.Sum([0, 2, 3]));
            Add(Squares, x.Square().Sum([0, 2, 3]));
            return x;
        }

        private static void Add(double[] sums, Tensor parts)
        {
            foreach (var (unit, part) in parts.ToFloats().Index())
                sums[unit] += part;
        }
    }
}
