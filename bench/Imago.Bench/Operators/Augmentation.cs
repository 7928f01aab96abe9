using BenchmarkDotNet.Attributes;
using Imago.Torch;
using Imago.Training.Augment;

namespace Imago.Bench.Operators;

/// <summary>What do the augmentations cost, by how many there are and how often they act? 16 pictures in fp32, forward and with the derivative that the generator needs.</summary>
public class Augmentation : IDisposable
{
    private const long Batch = 16;
    private readonly RandomGenerator _random = new(1);
    private Tensor _pictures = null!;
    private AugmentPipe _pipe = null!;

    /// <summary>Blitting and geometry; colour too; everything.</summary>
    [Params("bg", "bgc", "bgcfnc")]
    public string Pipe { get; set; } = "";

    /// <summary>The probability of each augmentation.</summary>
    [Params(0.2, 0.8)]
    public double P { get; set; }

    /// <summary>Side of the pictures.</summary>
    [Params(64, 256)]
    public int Side { get; set; }

    /// <summary>Draws the pictures.</summary>
    [GlobalSetup]
    public void Setup()
    {
        using var scope = TensorScope.Open();
        _pictures = scope.Keep(Tensor.Rand([Batch, 3, Side, Side], _random).Mul(2).Add(-1));
        _pipe = new AugmentPipe(AugmentOptions.Preset(Pipe)) { P = P };
    }

    /// <inheritdoc/>
    [GlobalCleanup]
    public void Dispose()
    {
        _random.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Forward alone, as real pictures need it.</summary>
    [Benchmark(Baseline = true)]
    public void Forward()
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        _pipe.Apply(_pictures, new GeneratorDraws(_random));
    }

    /// <summary>With the derivative in the pictures, as generated ones need it.</summary>
    [Benchmark]
    public void WithGradient()
    {
        using var scope = TensorScope.Open();
        var x = _pictures.Detach().SetRequiresGrad(true);
        Autograd.Grad(_pipe.Apply(x, new GeneratorDraws(_random)).Sum(), x);
    }
}
