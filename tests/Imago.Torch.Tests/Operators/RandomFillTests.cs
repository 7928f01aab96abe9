namespace Imago.Torch.Tests.Operators;

/// <summary>The distributions of random fills, in every precision that they are made in.</summary>
public sealed class RandomFillTests : LeakCheck
{
    private const int Count = 200_000;

    // libtorch fills 16 numbers or more with another routine than fewer: draw the same count in large pieces and in small ones.
    public static TheoryData<ScalarType, int> TypesAndPieces()
    {
        var data = new TheoryData<ScalarType, int>();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16, ScalarType.Float16 })
            foreach (var piece in new[] { Count, 7 })
                data.Add(type, piece);
        return data;
    }

    [Theory]
    [MemberData(nameof(TypesAndPieces))]
    public void Randn_is_the_standard_normal_distribution(ScalarType type, int piece)
    {
        var x = Draw(type, piece, (shape, g) => Tensor.Randn(shape, g, type));
        // Four standard errors: 1/√n of the mean, √(2/n) of the variance, √(15/n) of the skewness's third moment, √(96/n) of the fourth.
        var n = x.Length;
        Assert.InRange(x.Average(), -4 / Math.Sqrt(n), 4 / Math.Sqrt(n));
        Assert.InRange(x.Average(v => v * v), 1 - (4 * Math.Sqrt(2.0 / n)), 1 + (4 * Math.Sqrt(2.0 / n)));
        Assert.InRange(x.Average(v => v * v * v), -4 * Math.Sqrt(15.0 / n), 4 * Math.Sqrt(15.0 / n));
        Assert.InRange(x.Average(v => v * v * v * v), 3 - (4 * Math.Sqrt(96.0 / n)), 3 + (4 * Math.Sqrt(96.0 / n)));
        AssertKolmogorovSmirnov(x, NormalCdf, type);
        AssertUncorrelated(x);
    }

    [Theory]
    [MemberData(nameof(TypesAndPieces))]
    public void Rand_is_uniform_from_0_included_to_1_excluded(ScalarType type, int piece)
    {
        var x = Draw(type, piece, (shape, g) => Tensor.Rand(shape, g, type));
        Assert.True(x.Min() >= 0, $"{x.Min()} was drawn");
        Assert.True(x.Max() < 1, $"{x.Max()} was drawn: the interval ends before 1");
        Assert.InRange(x.Average(), 0.5 - Bias(type) - (4 / Math.Sqrt(12.0 * x.Length)), 0.5 + (4 / Math.Sqrt(12.0 * x.Length)));
        AssertKolmogorovSmirnov(x, v => Math.Clamp(v, 0, 1), type);
        AssertUncorrelated(x);
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(-3, 60)]
    public void RandInt_gives_every_whole_number_as_often(long low, long high)
    {
        using var scope = TensorScope.Open();
        using var generator = new RandomGenerator(5);
        var x = Tensor.RandInt(low, high, [Count], generator);
        Assert.Equal(ScalarType.Int64, x.Type);
        var counts = new long[high - low];
        foreach (var v in x.ToArray<long>())
            counts[v - low]++; // outside the range it would throw
        var expected = Count / (double)counts.Length;
        var chi2 = counts.Sum(c => (c - expected) * (c - expected) / expected);
        var freedom = counts.Length - 1;
        Assert.InRange(chi2, Math.Max(0, freedom - (4 * Math.Sqrt(2.0 * freedom))), freedom + (4 * Math.Sqrt(2.0 * freedom)));
    }

    [Fact]
    public void A_seed_decides_all_fills_and_another_seed_gives_others()
    {
        using var scope = TensorScope.Open();
        static double[] All(ulong seed)
        {
            using var g = new RandomGenerator(seed);
            var types = new[] { ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16 };
            return [.. types.SelectMany(t => new[] { Tensor.Randn([5], g, t), Tensor.Randn([67], g, t), Tensor.Rand([67], g, t) })
                .Append(Tensor.RandInt(0, 1000, [67], g)).SelectMany(t => t.To(ScalarType.Float64).ToArray<double>())];
        }
        Assert.Equal(All(11), All(11));
        Assert.NotEqual(All(11), All(12));
    }

    [Fact]
    public void Fills_do_not_depend_on_the_number_of_threads()
    {
        using var scope = TensorScope.Open();
        static float[] Fill()
        {
            using var g = new RandomGenerator(3);
            return [.. Tensor.Randn([100_003], g).ToFloats(), .. Tensor.Rand([100_003], g).ToFloats()];
        }
        var before = TorchLibrary.Threads;
        try
        {
            TorchLibrary.Threads = 1;
            var one = Fill();
            TorchLibrary.Threads = 4;
            Assert.Equal(one, Fill());
        }
        finally
        {
            TorchLibrary.Threads = before;
        }
    }

    private static double[] Draw(ScalarType type, int piece, Func<long[], RandomGenerator, Tensor> fill)
    {
        using var generator = new RandomGenerator(1234);
        var count = piece == Count ? Count : Count / 10; // small pieces cost a call each
        var x = new List<double>(count);
        while (x.Count < count)
        {
            using var scope = TensorScope.Open();
            var drawn = fill([piece], generator);
            Assert.Equal(type, drawn.Type);
            x.AddRange(drawn.To(ScalarType.Float64).ToArray<double>());
        }
        return [.. x];
    }

    /// <summary>The distance of the distributions; 1.95 / √n is exceeded by chance once in a thousand, and steps of the precision add to it.</summary>
    private static void AssertKolmogorovSmirnov(double[] x, Func<double, double> cdf, ScalarType type)
    {
        Array.Sort(x = [.. x]);
        var distance = 0.0;
        for (var i = 0; i < x.Length;)
        {
            var end = i;
            while (end < x.Length && x[end] == x[i])
                end++;
            // Numbers of 16 bit stand for all that are rounded to them.
            distance = Math.Max(distance, Math.Max(cdf(x[i]) - ((double)end / x.Length), ((double)i / x.Length) - cdf(x[i])));
            if (end - i == 1)
                distance = Math.Max(distance, Math.Max(((double)end / x.Length) - cdf(x[i]), cdf(x[i]) - ((double)i / x.Length)));
            i = end;
        }
        var limit = (1.95 / Math.Sqrt(x.Length)) + Bias(type);
        Assert.True(distance < limit, $"the distribution is off by {distance:e2}, at most {limit:e2} is expected");
    }

    /// <summary>Uniform numbers of few bits are multiples of 2⁻ᵇ, rounded down: on average half a step too small.</summary>
    private static double Bias(ScalarType type) => type switch
    {
        ScalarType.BFloat16 => Math.Pow(2, -8),
        ScalarType.Float16 => Math.Pow(2, -11),
        _ => 0,
    };

    /// <summary>Neighbours, and numbers half a vector apart (as Box and Muller's pairs stand), are independent: four standard errors.</summary>
    private static void AssertUncorrelated(double[] x)
    {
        var mean = x.Average();
        var variance = x.Average(v => (v - mean) * (v - mean));
        foreach (var lag in new[] { 1, 2, 7, 8, 16 })
        {
            var sum = 0.0;
            for (var i = lag; i < x.Length; i++)
                sum += (x[i] - mean) * (x[i - lag] - mean);
            var correlation = sum / (x.Length - lag) / variance;
            Assert.InRange(correlation, -4 / Math.Sqrt(x.Length), 4 / Math.Sqrt(x.Length));
        }
    }

    private static double NormalCdf(double x)
    {
        // Φ by its series: ½ + φ(x) · (x + x³/3 + x⁵/15 + …), which converges everywhere.
        if (Math.Abs(x) > 7)
            return x > 0 ? 1 : 0;
        double sum = 0, term = x;
        for (var n = 1; n < 200 && Math.Abs(term) > 1e-17; n++, term *= x * x / ((2 * n) - 1))
            sum += term;
        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }
}
