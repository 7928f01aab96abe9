namespace Imago.Torch.Tests.Operators;

/// <summary>
/// Value, gradient and second gradient of the three convolution operators in every precision and memory format, against
/// the same operators in float64; the float64 ones against finite differences and a plain loop.
/// </summary>
public sealed class ConvolutionTests : LeakCheck
{
    // in, out, side, kernel, stride, padding, groups
    public static readonly TheoryData<int, int, int, int, int, int, int> Geometries = new()
    {
        { 16, 32, 8, 3, 1, 1, 1 }, { 16, 16, 8, 1, 1, 0, 1 }, { 16, 32, 9, 3, 2, 0, 1 }, { 16, 16, 8, 3, 2, 1, 1 },
        { 16, 16, 11, 4, 1, 0, 16 }, { 16, 32, 7, 3, 1, 1, 4 }, { 3, 16, 8, 1, 1, 0, 1 }, { 17, 3, 6, 3, 1, 1, 1 }, { 16, 16, 6, 4, 2, 1, 16 },
    };

    public static TheoryData<int, int, int, int, int, int, int, ScalarType, bool> GeometriesByFormat()
    {
        var data = new TheoryData<int, int, int, int, int, int, int, ScalarType, bool>();
        foreach (var g in Geometries)
            foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
                foreach (var last in new[] { false, true })
                    data.Add((int)g[0], (int)g[1], (int)g[2], (int)g[3], (int)g[4], (int)g[5], (int)g[6], type, last);
        return data;
    }

    [Theory]
    [MemberData(nameof(GeometriesByFormat))]
    public void Value_gradient_and_second_gradient_agree_with_float64(
        int inputs, int outputs, int side, int kernel, int stride, int padding, int groups, ScalarType type, bool channelsLast)
    {
        using var scope = TensorScope.Open();
        using var generator = new RandomGenerator(1);
        Tensor Randn(params long[] shape) => Tensor.Randn(shape, generator).To(type).To(ScalarType.Float64);
        var given = new[] { Randn(3, inputs, side, side), Randn(outputs, inputs / groups, kernel, kernel) };
        var y = Convolution.Apply(given[0], given[1], stride, padding, groups);
        var dy = Randn(y.Shape);
        var vx = Randn(given[0].Shape);
        var vw = Randn(given[1].Shape);

        Tensor[] Run(ScalarType precision, bool last)
        {
            Tensor In(Tensor t) => t.To(precision, last ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous);
            var x = In(given[0]).Detach().SetRequiresGrad(true);
            var w = In(given[1]).Detach().SetRequiresGrad(true);
            var upstream = In(dy).Detach().SetRequiresGrad(true);
            var value = Convolution.Apply(x, w, stride, padding, groups);
            var first = Autograd.Grad([value], [x, w], [upstream], createGraph: true);
            var s = first[0]!.Mul(In(vx)).To(ScalarType.Float64).Sum() + first[1]!.Mul(In(vw)).To(ScalarType.Float64).Sum();
            var second = Autograd.Grad([s], [upstream, x, w]);
            return [value, first[0]!, first[1]!, second[0]!, second[1]!, second[2]!];
        }

        var expected = Run(ScalarType.Float64, false);
        var found = Run(type, channelsLast);
        var limit = type == ScalarType.Float32 ? 3e-6 : 6e-3;
        for (var i = 0; i < expected.Length; i++)
        {
            var error = RelativeError(found[i], expected[i]);
            Assert.True(error < limit, $"{Names[i]}: {error:e2} of the norm, at most {limit:e0} is expected");
        }
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void The_float64_value_is_the_plain_sum(int inputs, int outputs, int side, int kernel, int stride, int padding, int groups)
    {
        using var scope = TensorScope.Open();
        using var generator = new RandomGenerator(2);
        var x = Tensor.Randn([2, inputs, side, side], generator, ScalarType.Float64);
        var w = Tensor.Randn([outputs, inputs / groups, kernel, kernel], generator, ScalarType.Float64);
        var y = Convolution.Apply(x, w, stride, padding, groups);
        double[] xs = x.ToArray<double>(), ws = w.ToArray<double>(), ys = y.ToArray<double>();
        var (size, perGroup, outPerGroup) = ((int)y.Size(2), inputs / groups, outputs / groups);
        var k = 0;
        for (var n = 0; n < 2; n++)
            for (var o = 0; o < outputs; o++)
                for (var r = 0; r < size; r++)
                    for (var c = 0; c < size; c++, k++)
                    {
                        var sum = 0.0;
                        for (var i = 0; i < perGroup; i++)
                            for (var a = 0; a < kernel; a++)
                                for (var b = 0; b < kernel; b++)
                                {
                                    var (row, column) = ((r * stride) + a - padding, (c * stride) + b - padding);
                                    if (row >= 0 && row < side && column >= 0 && column < side)
                                    {
                                        var channel = (o / outPerGroup * perGroup) + i;
                                        sum += xs[(((((n * inputs) + channel) * side) + row) * side) + column]
                                            * ws[(((((o * perGroup) + i) * kernel) + a) * kernel) + b];
                                    }
                                }
                        Assert.Equal(sum, ys[k], tolerance: 1e-10);
                    }
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void The_adjoints_are_adjoint(int inputs, int outputs, int side, int kernel, int stride, int padding, int groups)
    {
        // <conv(x, w), dy> = <x, transposed(dy, w)> = <w, weightGradient(dy, x)>
        using var scope = TensorScope.Open();
        using var generator = new RandomGenerator(3);
        var x = Tensor.Randn([2, inputs, side, side], generator, ScalarType.Float64);
        var w = Tensor.Randn([outputs, inputs / groups, kernel, kernel], generator, ScalarType.Float64);
        var y = Convolution.Apply(x, w, stride, padding, groups);
        var dy = Tensor.Randn(y.Shape, generator, ScalarType.Float64);
        var expected = y.Mul(dy).Sum().ToScalar();
        Assert.Equal(expected, Convolution.Transposed(dy, w, side, side, stride, padding, groups).Mul(x).Sum().ToScalar(), tolerance: 1e-8);
        Assert.Equal(expected, Convolution.WeightGradient(dy, x, kernel, stride, padding, groups).Mul(w).Sum().ToScalar(), tolerance: 1e-8);
    }

    private static readonly string[] Names = ["value", "gradient by x", "gradient by weight", "second by dy", "second by x", "second by weight"];

    private static double RelativeError(Tensor found, Tensor expected) =>
        (found.To(ScalarType.Float64) - expected).Square().Sum().ToScalar() is var difference && expected.Square().Sum().ToScalar() is var norm
            ? Math.Sqrt(difference / norm)
            : double.NaN;
}
