using BenchmarkDotNet.Attributes;
using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Bench.Operators;

/// <summary>What does scaling activations in place of weights bring, and what do weights that are kept between pictures? 4 pictures, as many channels out as in.</summary>
public class ModulatedConvolution : OperatorBenchmark
{
    private const long Batch = 4;
    private Tensor _x = null!, _weight = null!, _styles = null!;
    private PreparedWeight _prepared = null!;

    /// <summary>Side and channels: a middle and a high block of a 256² network of cbase 16384.</summary>
    [Params("32², 512", "128², 128")]
    public string Size { get; set; } = "";

    /// <inheritdoc/>
    protected override void Draw(RandomGenerator random, Func<Tensor, Tensor> keep)
    {
        var (side, channels) = Size.StartsWith("32", StringComparison.Ordinal) ? (32L, 512L) : (128L, 128L);
        _x = keep(InPrecision(Tensor.Randn([Batch, channels, side, side], random)));
        _weight = keep(Tensor.Randn([channels, channels, 3, 3], random));
        _styles = keep(Tensor.Randn([Batch, channels], random));
        _prepared = PreparedWeight.Of(_weight, _x);
    }

    /// <summary>The definition: a weight for each picture, as groups of one convolution.</summary>
    [Benchmark(Baseline = true)]
    public void Definition() => Work(_x, x => ModulatedConv2d.Reference(x, _weight.To(x.Type), _styles.To(x.Type), padding: 1));

    /// <summary>One weight for all pictures; styles and demodulation on the activations.</summary>
    [Benchmark]
    public void OnActivations() => Work(_x, x => ModulatedConv2d.Apply(x, _weight, _styles, padding: 1));

    /// <summary>The same with a weight that was converted once.</summary>
    [Benchmark]
    public void WithKeptWeight() => Work(_x, x => ModulatedConv2d.Apply(x, _weight, _styles, padding: 1, prepared: _prepared));
}
