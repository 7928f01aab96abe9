using Imago.Networks;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Latent.Projection;

/// <summary>
/// The noise maps of a network while they are searched, in place (Karras et al. 2020, arXiv:1912.04958, appendix D). Two things keep them noise, so that they hold no picture: their
/// correlation with themselves is part of the loss, and after every step each has mean 0 and variance 1 again.
/// </summary>
internal sealed class SearchedNoise : IDisposable
{
    private const int SmallestSide = 8;

    private readonly List<Parameter> _aliases = [];

    /// <summary>Lets derivatives flow to all maps.</summary>
    public SearchedNoise(SynthesisNetwork synthesis)
    {
        Maps = [.. synthesis.NamedBuffers().Where(static one => one.Key.EndsWith("noise_const", StringComparison.Ordinal)).Select(static one => one.Value.Value.SetRequiresGrad(true))];
        // What an optimiser takes, in the memory of the maps.
        foreach (var map in Maps)
            _aliases.Add(new Parameter(map));
    }

    /// <summary>The maps [R, R] themselves.</summary>
    public Tensor[] Maps { get; }

    /// <summary>The same as parameters.</summary>
    public IEnumerable<KeyValuePair<string, Parameter>> Parameters => _aliases.Select(static (alias, i) => KeyValuePair.Create($"noise{i}", alias));

    /// <summary>
    /// Σ over the maps and their pyramids of (mean n·shifted n)², for shifts by one row and one column, round the edge. A pyramid goes down to 8², each level the sum of 2 × 2 of the
    /// one before, halved: noise of variance 1 stays such.
    /// </summary>
    public Tensor Correlation()
    {
        using var scope = TensorScope.Open();
        var sum = Tensor.Zeros([], device: Maps[0].Device);
        foreach (var map in Maps)
            for (var n = map; ; n = n.Reshape(n.Size(0) / 2, 2, n.Size(1) / 2, 2).Sum([1, 3]).Div(2))
            {
                sum = sum.Add(n.Mul(Shifted(n, 0)).Mean().Square()).Add(n.Mul(Shifted(n, 1)).Mean().Square());
                if (n.Size(0) <= SmallestSide)
                    break;
            }
        return scope.Keep(sum);
    }

    /// <summary>Brings each map to mean 0 and variance 1.</summary>
    public void Normalise()
    {
        using var none = Autograd.NoGrad();
        foreach (var map in Maps)
        {
            using var scope = TensorScope.Open();
            var centred = map.Sub(map.Mean());
            map.CopyFrom(centred.Mul(centred.Square().Mean().Rsqrt()));
        }
    }

    /// <summary>Ends the search; the maps stay as they are.</summary>
    public void Dispose()
    {
        foreach (var map in Maps)
            map.SetRequiresGrad(false);
        foreach (var alias in _aliases)
            alias.Value.Dispose();
    }

    private static Tensor Shifted(Tensor map, int dimension)
    {
        var size = map.Size(dimension);
        return Tensor.Cat([map.Slice(dimension, 1, size), map.Slice(dimension, 0, 1)], dimension);
    }
}
