namespace Imago.Torch.Tests.Numerics;

/// <summary>Seeded inputs in float64, drawn without libtorch.</summary>
internal sealed class Draw(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Standard normal numbers.</summary>
    public Tensor Normal(params long[] shape) => Make(shape, Gaussian);

    /// <summary>Uniform numbers of an interval.</summary>
    public Tensor Within(double low, double high, params long[] shape) => Make(shape, () => low + ((high - low) * _random.NextDouble()));

    /// <summary>0.3 to 2 with either sign: away from a kink at zero.</summary>
    public Tensor AwayFromZero(params long[] shape) => Make(shape, () => (_random.Next(2) == 0 ? -1 : 1) * (0.3 + (1.7 * _random.NextDouble())));

    /// <summary>A whole number and 0.1 to 0.4: away from the steps of floor and round.</summary>
    public Tensor BetweenSteps(params long[] shape) => Make(shape, () => _random.Next(-6, 6) + 0.1 + (0.3 * _random.NextDouble()));

    /// <summary>Numbers of which no two are nearer than 1/16, in random order.</summary>
    public Tensor Distinct(params long[] shape)
    {
        var numbers = Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => (i - 7) / 16.0).ToArray();
        _random.Shuffle(numbers);
        return Tensor.From(numbers, shape);
    }

    private double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static Tensor Make(long[] shape, Func<double> next)
    {
        var values = new double[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
            values[i] = next();
        return Tensor.From(values, shape);
    }
}
