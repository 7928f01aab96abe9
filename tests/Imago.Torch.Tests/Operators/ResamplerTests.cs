namespace Imago.Torch.Tests.Operators;

/// <summary>Upsample, filter, downsample: float64 against the plain sum, derivatives against the adjoint, the other precisions against float64.</summary>
public sealed class ResamplerTests : LeakCheck
{
    // rows and columns of x, of the filter; up, down, before, size as (y, x)
    public static readonly TheoryData<long[], long[], long[], long[], long[], long[]> Geometries = new()
    {
        { [5, 7], [4, 4], [1, 1], [1, 1], [2, 2], [6, 8] },
        { [5, 7], [4, 4], [2, 2], [1, 1], [2, 2], [10, 14] },
        { [9, 6], [4, 4], [1, 1], [2, 2], [1, 1], [4, 3] },
        { [5, 7], [1, 12], [1, 2], [1, 1], [0, 6], [5, 14] },
        { [40, 70], [12, 1], [1, 1], [2, 1], [-1, 0], [15, 70] }, // negative: cropped; more rows than one stretch of work
        { [70, 3], [3, 2], [3, 1], [1, 3], [1, 5], [100, 4] },    // up along one axis, down along the other; seen beyond every edge
        { [4, 4], [2, 3], [1, 4], [1, 1], [9, -9], [14, 5] },     // partly nothing but zeros
        { [1, 1], [1, 1], [1, 1], [1, 1], [0, 0], [1, 1] },
    };

    [Theory]
    [MemberData(nameof(Geometries))]
    public void The_float64_value_is_the_plain_sum(long[] side, long[] taps, long[] up, long[] down, long[] before, long[] size)
    {
        using var scope = TensorScope.Open();
        var (x, filter) = Given(side, taps);
        var found = Apply(x, filter, up, down, before, size).ToArray<double>();
        double[] xs = x.ToArray<double>(), w = filter.ToArray<double>();
        var at = 0;
        for (var plane = 0; plane < 6; plane++)
            for (var i = 0; i < size[0]; i++)
                for (var j = 0; j < size[1]; j++, at++)
                {
                    var sum = 0.0;
                    for (var p = 0; p < taps[0]; p++)
                        for (var q = 0; q < taps[1]; q++)
                        {
                            var (row, column) = ((i * down[0]) - before[0] + p, (j * down[1]) - before[1] + q);
                            if (row % up[0] == 0 && column % up[1] == 0 && row >= 0 && row < side[0] * up[0] && column >= 0 && column < side[1] * up[1])
                                sum += w[(p * taps[1]) + q] * xs[(((plane * side[0]) + (row / up[0])) * side[1]) + (column / up[1])];
                        }
                    Assert.Equal(sum, found[at], tolerance: 1e-12);
                }
        Assert.Equal(found.Length, at);
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void The_gradient_is_the_adjoint_and_the_gradient_of_that_the_operator_again(
        long[] side, long[] taps, long[] up, long[] down, long[] before, long[] size)
    {
        // <A x, dy> = <x, Aᵀ dy>, and d<Aᵀ dy, v>/d dy = A v.
        using var scope = TensorScope.Open();
        using var generator = new RandomGenerator(2);
        var (x, filter) = Given(side, taps);
        x.SetRequiresGrad(true);
        var y = Apply(x, filter, up, down, before, size);
        var dy = Tensor.Randn(y.Shape, generator, ScalarType.Float64).SetRequiresGrad(true);
        var v = Tensor.Randn(x.Shape, generator, ScalarType.Float64);
        var dx = Autograd.Grad([y], [x], [dy], createGraph: true)[0]!;
        Assert.Equal(y.Mul(dy).Sum().ToScalar(), x.Mul(dx).Sum().ToScalar(), 10);
        var second = Autograd.Grad([dx], [dy], [v])[0]!;
        Assert.True((second - Apply(v, filter, up, down, before, size)).Abs().LessOrEqual(1e-12).All());
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-6)]
    [InlineData(ScalarType.BFloat16, 4e-3)]
    [InlineData(ScalarType.Float16, 5e-4)]
    public void Other_precisions_agree_with_float64(ScalarType type, double limit)
    {
        using var scope = TensorScope.Open();
        foreach (var row in Geometries)
        {
            var (side, taps, up, down, before, size) = ((long[])row[0], (long[])row[1], (long[])row[2], (long[])row[3], (long[])row[4], (long[])row[5]);
            var (x, filter) = Given(side, taps);
            x = x.To(type);
            var found = Apply(x, filter, up, down, before, size);
            Assert.Equal(type, found.Type);
            var expected = Apply(x.To(ScalarType.Float64), filter, up, down, before, size);
            var error = (found.To(ScalarType.Float64) - expected).Square().Sum().ToScalar() / expected.Square().Sum().ToScalar();
            Assert.True(Math.Sqrt(error) < limit, $"{Math.Sqrt(error):e2} of the norm, at most {limit:e0} is expected");
        }
    }

    [Fact]
    public void Other_memory_formats_and_views_give_the_same()
    {
        using var scope = TensorScope.Open();
        var (x, filter) = Given([9, 6], [4, 4]);
        var expected = Apply(x, filter, [2, 2], [1, 1], [2, 2], [18, 12]).ToArray<double>();
        Assert.Equal(expected, Apply(x.Contiguous(MemoryFormat.ChannelsLast), filter, [2, 2], [1, 1], [2, 2], [18, 12]).ToArray<double>());
        Assert.Equal(expected, Apply(x.Pad(1, 1, 1, 1).Slice(2, 1, 10).Slice(3, 1, 7), filter, [2, 2], [1, 1], [2, 2], [18, 12]).ToArray<double>());
    }

    [Fact]
    public void Going_up_and_down_along_one_axis_is_refused()
    {
        using var scope = TensorScope.Open();
        var (x, filter) = Given([4, 4], [2, 2]);
        Assert.Contains("up 2, down 2", Assert.Throws<TorchException>(() => Apply(x, filter, [2, 2], [2, 2], [0, 0], [4, 4])).Message, StringComparison.Ordinal);
    }

    private static (Tensor X, Tensor Filter) Given(long[] side, long[] taps)
    {
        using var generator = new RandomGenerator(1);
        return (Tensor.Randn([2, 3, side[0], side[1]], generator, ScalarType.Float64), Tensor.Randn(taps, generator, ScalarType.Float64));
    }

    private static Tensor Apply(Tensor x, Tensor filter, long[] up, long[] down, long[] before, long[] size) =>
        Resampler.Apply(x, filter, (up[1], up[0]), (down[1], down[0]), (before[1], before[0]), (size[1], size[0]));
}
