using Imago.Latent.Directions;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Latent.Tests.Directions;

public sealed class DirectionFinderTests : LeakCheck
{
    private static readonly DirectionOptions s_few = new() { Count = 5, Samples = 5000, Seed = 7 };

    [Fact]
    public void Directions_of_a_factorisation_are_those_of_power_iteration_on_the_stacked_weights()
    {
        using var generator = Some.Generator();
        var a = Weights(generator, "b4.conv1", "b8.conv0", "b8.conv1", "b16.conv0", "b16.conv1", "b16.torgb");
        AssertSame(EigenByPower.Of(Gram(a), 5).Vectors, ClosedFormFactorization.Find(generator, s_few));
    }

    [Theory]
    [InlineData(new[] { 0 }, "b4.conv1")]
    [InlineData(new[] { 3, 2 }, "b8.conv1", "b16.conv0")]
    [InlineData(new[] { 4, 5 }, "b16.conv1", "b16.torgb")]
    public void Only_the_weights_of_the_chosen_layers_are_factorised(int[] layers, params string[] names)
    {
        using var generator = Some.Generator();
        var found = ClosedFormFactorization.Find(generator, s_few with { Layers = layers, Samples = 2, Count = 3 });
        AssertSame(EigenByPower.Of(Gram(Weights(generator, names)), 3).Vectors, found);
        Assert.Equal(layers.Order(), found.Layers);
    }

    [Fact]
    public void The_scale_of_both_methods_is_the_standard_deviation_of_w_along_a_direction()
    {
        using var generator = Some.Generator();
        var w = Samples(generator, s_few);
        foreach (var found in new[] { ClosedFormFactorization.Find(generator, s_few), PrincipalComponents.Find(generator, s_few) })
            for (var k = 0; k < found.Count; k++)
            {
                var along = w.Select(row => row.Zip(Row(found, k), static (a, b) => a * b).Sum()).ToArray();
                var mean = along.Average();
                Assert.Equal(Math.Sqrt(along.Sum(value => (value - mean) * (value - mean)) / (along.Length - 1)), found.Scale[k], 5);
            }
    }

    [Fact]
    public void Streamed_components_are_those_of_all_samples_at_once()
    {
        using var generator = Some.Generator();
        var told = new List<int>();
        var found = PrincipalComponents.Find(generator, s_few, told.Add);
        var (values, vectors) = EigenByPower.Of(Covariance(Samples(generator, s_few)), 5);
        AssertSame(vectors, found);
        Assert.All(values.Zip(found.Scale), pair => Assert.Equal(Math.Sqrt(pair.First), pair.Second, 5));
        Assert.Equal([4096, 5000], told);
        Assert.Equal(found.Scale.OrderDescending(), found.Scale);
        Assert.Equal(NetworkFingerprint.Of(generator), found.Network);
    }

    /// <summary>
    /// numpy 1.24: <c>x = 1000 + sin(1.3·i + 0.7·j²) + 0.1·j·cos(0.4·i)</c> for i = 0 … 49 and j = 0 … 3; <c>x.mean(0)</c>, <c>eigvalsh(cov(x, rowvar=False))</c>.
    /// </summary>
    [Fact]
    public void Mean_and_covariance_of_batches_far_from_zero_are_those_of_numpy()
    {
        using var scope = TensorScope.Open();
        var x = Tensor.From([.. Enumerable.Range(0, 50).SelectMany(i => Enumerable.Range(0, 4).Select(j => 1000 + Math.Sin((1.3 * i) + (0.7 * j * j)) + (0.1 * j * Math.Cos(0.4 * i))))], 50, 4);
        using var statistics = new WStatistics(Tensor.Full([4], 990, ScalarType.Float64));
        foreach (var (from, to) in new[] { (0, 1), (1, 20), (20, 23), (23, 50) })
            statistics.Add(x.Slice(0, from, to));
        Assert.Equal(50, statistics.Count);
        Assert.All(statistics.Mean().ToArray<double>().Zip(NumpyMean), static pair => Assert.Equal(pair.Second, pair.First, 1e-9));
        Assert.All(statistics.Covariance().SymmetricEigen().Values.ToArray<double>().Zip(NumpyEigenvalues), static pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    private static readonly double[] NumpyMean = [1000.0122847888, 1000.0315639161, 1000.0074937342, 1000.0280154911];
    private static readonly double[] NumpyEigenvalues = [0, 0.0472786233023, 0.28905608585, 1.77185425272];

    [Fact]
    public void A_seed_gives_the_same_directions_every_time_and_their_largest_number_is_positive()
    {
        using var generator = Some.Generator();
        var (first, again, other) = (PrincipalComponents.Find(generator, s_few), PrincipalComponents.Find(generator, s_few), PrincipalComponents.Find(generator, s_few with { Seed = 8 }));
        Assert.Equal(first.Vectors, again.Vectors);
        Assert.Equal(first.Scale, again.Scale);
        Assert.NotEqual(first.Vectors, other.Vectors);
        foreach (var found in new[] { first, ClosedFormFactorization.Find(generator, s_few) })
            for (var k = 0; k < found.Count; k++)
                Assert.True(Row(found, k).MaxBy(Math.Abs) > 0);
    }

    [Fact]
    public void Of_a_network_with_labels_all_classes_are_sampled_or_one()
    {
        using var generator = Some.Generator(cDim: 3);
        var (all, one) = (PrincipalComponents.Find(generator, s_few), PrincipalComponents.Find(generator, s_few with { Class = 2 }));
        Assert.True(all.Scale[0] > one.Scale[0] * 1.01, $"{all.Scale[0]} of all classes, {one.Scale[0]} of one");
        Assert.Contains("choose a number from 0 to 2", Assert.Throws<ArgumentException>(() => PrincipalComponents.Find(generator, s_few with { Class = 3 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_network_does_not_have_is_refused_with_what_it_has()
    {
        using var generator = Some.Generator();
        void Refused(DirectionOptions options, string expected)
        {
            foreach (var find in new Func<Generator, DirectionOptions, Action<int>?, CancellationToken, DirectionSet>[] { ClosedFormFactorization.Find, PrincipalComponents.Find })
                Assert.Contains(expected, Assert.Throws<ArgumentException>(() => find(generator, options, null, default)).Message, StringComparison.Ordinal);
        }
        Refused(s_few with { Count = 0 }, "expected 1 to 20");
        Refused(s_few with { Count = 21 }, "expected 1 to 20");
        Refused(s_few with { Layers = [0, 6] }, "the layers 0 to 5");
        Refused(s_few with { Layers = [] }, "the layers 0 to 5");
        Refused(s_few with { Samples = 1 }, "take 2 or more");
        Refused(s_few with { Class = 0 }, "without labels");
    }

    [Fact]
    public void A_stop_leaves_nothing_behind()
    {
        using var generator = Some.Generator();
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => PrincipalComponents.Find(generator, s_few with { Samples = 50_000 }, done => { if (done > 8000) stop.Cancel(); }, stop.Token));
    }

    private static void AssertSame(double[][] expected, DirectionSet found)
    {
        Assert.Equal(expected.Length, found.Count);
        for (var k = 0; k < expected.Length; k++)
        {
            var sign = Math.Sign(expected[k].MaxBy(Math.Abs));
            Assert.All(expected[k].Zip(Row(found, k)), pair => Assert.Equal(sign * pair.First, pair.Second, 1e-5));
        }
    }

    private static double[] Row(DirectionSet found, int k) => [.. found.Vectors.Skip(k * found.WDim).Take(found.WDim).Select(static value => (double)value)];

    /// <summary>The rows of the style weights of these layers, each of length 1.</summary>
    private static double[][] Weights(Generator generator, params string[] names)
    {
        var rows = new List<double[]>();
        foreach (var name in names)
            rows.AddRange(generator.State().Single(entry => entry.Key == $"synthesis.{name}.affine.weight").Value.Value.ToFloats().Chunk(20).Select(static row => row.Select(static value => (double)value).ToArray()));
        return [.. rows.Select(static row => Math.Sqrt(row.Sum(static value => value * value)) is var length ? row.Select(value => value / length).ToArray() : row)];
    }

    private static double[,] Gram(double[][] rows)
    {
        var gram = new double[20, 20];
        for (var i = 0; i < 20; i++)
            for (var j = 0; j < 20; j++)
                gram[i, j] = rows.Sum(row => row[i] * row[j]);
        return gram;
    }

    /// <summary>All at once, in two passes.</summary>
    private static double[,] Covariance(double[][] samples)
    {
        var means = Enumerable.Range(0, 20).Select(i => samples.Average(row => row[i])).ToArray();
        var gram = Gram([.. samples.Select(row => row.Select((value, i) => value - means[i]).ToArray())]);
        for (var i = 0; i < 20; i++)
            for (var j = 0; j < 20; j++)
                gram[i, j] /= samples.Length - 1;
        return gram;
    }

    /// <summary>The w of the z that the seed draws, in batches of 4,096.</summary>
    private static double[][] Samples(Generator generator, DirectionOptions options)
    {
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator((ulong)options.Seed);
        var z = Tensor.Cat([Tensor.Randn([4096, 24], random), Tensor.Randn([options.Samples - 4096, 24], random)], 0);
        return [.. generator.Mapping.Forward(z, null).Select(1, 0).ToFloats().Chunk(20).Select(static row => row.Select(static value => (double)value).ToArray())];
    }
}
