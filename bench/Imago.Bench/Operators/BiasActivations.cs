using BenchmarkDotNet.Attributes;
using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Bench.Operators;

/// <summary>What does one pass over memory for bias, leaky ReLU, gain and clamp bring over four? 4 pictures.</summary>
public class BiasActivations : OperatorBenchmark
{
    private const long Batch = 4;
    private const double Clamp = 256;
    private Tensor _x = null!, _bias = null!;

    /// <summary>Side and channels.</summary>
    [Params("32², 512", "256², 64")]
    public string Size { get; set; } = "";

    /// <inheritdoc/>
    protected override void Draw(RandomGenerator random, Func<Tensor, Tensor> keep)
    {
        var (side, channels) = Size.StartsWith("32", StringComparison.Ordinal) ? (32L, 512L) : (256L, 64L);
        _x = keep(InPrecision(Tensor.Randn([Batch, channels, side, side], random)));
        _bias = keep(Tensor.Randn([channels], random));
    }

    /// <summary>libtorch's operators, one after the other.</summary>
    [Benchmark(Baseline = true)]
    public void Separately() => Work(_x, x => BiasAct.Reference(x, _bias, Activation.LeakyRelu, Activation.LeakyRelu.Gain(), Clamp));

    /// <summary>Our kernel.</summary>
    [Benchmark]
    public void InOne() => Work(_x, x => BiasAct.Apply(x, _bias, Activation.LeakyRelu, clamp: Clamp));
}
