using BenchmarkDotNet.Attributes;
using Imago.Torch;

namespace Imago.Bench.Operators;

/// <summary>What benchmarks of operators on pictures share: precision, gradients, random numbers.</summary>
public abstract class OperatorBenchmark
{
    /// <summary>fp32, contiguous; or bf16, in channels-last memory as the networks use it.</summary>
    [Params("fp32", "bf16")]
    public string Precision { get; set; } = "";

    /// <summary>The operator alone, or with the derivative of its result's sum in the pictures.</summary>
    [Params(false, true)]
    public bool Gradient { get; set; }

    /// <summary>Draws the inputs.</summary>
    [GlobalSetup]
    public void Setup()
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(1);
        Draw(random, tensor => scope.Keep(tensor));
    }

    /// <summary>Sets the fields; what is to stay is passed through <paramref name="keep"/>.</summary>
    protected abstract void Draw(RandomGenerator random, Func<Tensor, Tensor> keep);

    /// <summary>In the precision and memory format that is measured.</summary>
    protected Tensor InPrecision(Tensor tensor) => Precision == "bf16" ? tensor.To(ScalarType.BFloat16).Contiguous(MemoryFormat.ChannelsLast) : tensor;

    /// <summary>Does what is timed.</summary>
    protected void Work(Tensor input, Func<Tensor, Tensor> operation)
    {
        using var scope = TensorScope.Open();
        if (Gradient)
        {
            var x = input.Detach().SetRequiresGrad(true);
            Autograd.Grad(operation(x).Sum(), x);
        }
        else
        {
            using var none = Autograd.NoGrad();
            operation(input);
        }
    }
}
