using Imago.Tests;

namespace Imago.Torch.Tests.Operators;

/// <summary>The fused layers against their definition in plain loops and float64, on inputs rounded to bf16; AMX as its emulation.</summary>
public sealed class FusedLayersTests : LeakCheck
{
    private const double Slope = 0.2, Gain = 1.5, Limit = 2.5;
    private static readonly double[] s_taps = [0.2, 0.7, 0.8, 0.3]; // not a palindrome, so that turning them round would show

    public static TheoryData<string, int, int, int, int, bool> Cases()
    {
        var data = new TheoryData<string, int, int, int, int, bool>();
        foreach (var kind in new[] { "", "avx512", "avx512-bf16", "amx-emulated" })
            foreach (var (batch, channels, outputs, side) in new[] { (1, 32, 32, 8), (2, 40, 48, 4), (1, 3, 5, 16), (1, 64, 160, 4), (1, 33, 32, 24) })
                foreach (var enlarge in new[] { false, true })
                    data.Add(kind, batch, channels, outputs, side, enlarge);
        return data;
    }

    [FusedTheory]
    [MemberData(nameof(Cases))]
    public void A_layer_is_its_definition(string kind, int batch, int channels, int outputs, int side, bool enlarge)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(5);
        Tensor Draw(params long[] size) => Tensor.Randn(size, random).To(ScalarType.BFloat16).To(ScalarType.Float32);
        var type = kind == "avx512" ? ScalarType.Float32 : ScalarType.BFloat16;
        var result = enlarge ? 2 * side : side;
        var (x, weight, scale, bias) = (Draw(batch, channels, side, side), Draw(outputs, channels, 3, 3), Draw(batch, outputs).Mul(0.3 / Math.Sqrt(channels)), Draw(outputs));
        var (noise, next, rgb) = (Draw(batch, 1, result, result).Mul(0.3), Draw(batch, outputs), Draw(batch, 3, outputs));

        var input = FusedLayers.Input(x, Tensor.Ones([batch, channels]), type);
        var (y, sums) = FusedLayers.Apply(
            input, side, FusedLayers.PackWeight(weight, type), scale, bias, noise, next, enlarge ? null : rgb,
            enlarge ? Tensor.From(Array.ConvertAll(s_taps, static tap => (float)tap), 4) : null, Slope, Gain, Limit, kind);

        var (xs, ws) = (x.ToFloats(), weight.ToFloats());
        double X(int n, int c, int i, int j) => i < 0 || j < 0 || i >= side || j >= side ? 0 : xs[(((((n * channels) + c) * side) + i) * side) + j];
        double W(int o, int c, int p, int q) => ws[(((((o * channels) + c) * 3) + p) * 3) + q];
        double Convolved(int n, int o, int i, int j)
        {
            var sum = 0.0;
            for (var c = 0; c < channels; c++)
                for (var tap = 0; tap < 9; tap++)
                    sum += X(n, c, i + (tap / 3) - 1, j + (tap % 3) - 1) * W(o, c, tap / 3, tap % 3);
            return sum;
        }
        // The transposed convolution with stride 2: what each pixel of x, through each tap, adds to pixel (i, j).
        double Transposed(int n, int o, int i, int j)
        {
            var sum = 0.0;
            for (var tap = 0; tap < 9; tap++)
            {
                var (p, q) = (i - (tap / 3), j - (tap % 3));
                if ((p & 1) != 0 || (q & 1) != 0) continue;
                for (var c = 0; c < channels; c++)
                    sum += X(n, c, p / 2, q / 2) * W(o, c, tap / 3, tap % 3);
            }
            return sum;
        }
        double[] Plane(int n, int o)
        {
            var plane = new double[result * result];
            var wide = new double[(result + 3) * (result + 3)];
            if (enlarge)
                for (var place = 0; place < wide.Length; place++)
                    if (place / (result + 3) is > 0 and var row && place % (result + 3) is > 0 and var column && row < result + 2 && column < result + 2)
                        wide[place] = Transposed(n, o, row - 1, column - 1);
            for (var i = 0; i < result; i++)
                for (var j = 0; j < result; j++)
                    if (!enlarge)
                        plane[(i * result) + j] = Convolved(n, o, i, j);
                    else
                        for (var tap = 0; tap < 16; tap++)
                            plane[(i * result) + j] += s_taps[tap / 4] * s_taps[tap % 4] * wide[((i + (tap / 4)) * (result + 3)) + j + (tap % 4)];
            return plane;
        }

        var grid = y!.Slice(1, 0, (result + 2) * (result + 2)).To(ScalarType.Float32).Reshape(batch, result + 2, result + 2, -1); // [N, R + 2, R + 2, C]
        var inner = grid.Slice(1, 1, result + 1).Slice(2, 1, result + 1).ToFloats();
        var width = (int)grid.Size(3);
        Assert.Equal(grid.Abs().Sum().ToScalar(), inner.Sum(static v => (double)Math.Abs(v)), grid.Abs().Sum().ToScalar() * 1e-5); // all around is zero
        var (factors, biases, maps, nexts, colours) = (scale.ToFloats(), bias.ToFloats(), noise.ToFloats(), next.ToFloats(), rgb.ToFloats());
        var picture = new double[batch * 3 * result * result];
        var (error, norm, filled) = (0.0, 0.0, 0.0);
        for (var n = 0; n < batch; n++)
            for (var o = 0; o < width; o++)
            {
                var plane = o < outputs ? Plane(n, o) : null;
                for (var place = 0; place < result * result; place++)
                {
                    var found = inner[((((long)n * result * result) + place) * width) + o];
                    if (plane is null)
                    {
                        filled += Math.Abs(found);
                        continue;
                    }
                    var v = (plane[place] * factors[(n * outputs) + o]) + biases[o] + maps[(n * result * result) + place];
                    v = Math.Clamp((v > 0 ? v : v * Slope) * Gain, -Limit, Limit);
                    for (var k = 0; k < 3; k++)
                        picture[(((n * 3) + k) * result * result) + place] += v * colours[(((n * 3) + k) * outputs) + o];
                    v *= nexts[(n * outputs) + o];
                    error += (found - v) * (found - v);
                    norm += v * v;
                }
            }
        Assert.Equal(0, filled);
        // In bf16 one rounding to 8 bits (2e-3 on average), and one more where it is enlarged in two steps.
        Assert.InRange(Math.Sqrt(error / norm), type == ScalarType.Float32 ? 0 : 1e-4, type == ScalarType.Float32 ? 1e-6 : enlarge ? 4e-3 : 2.2e-3);
        Assert.Equal(enlarge, sums is null);
        if (sums is not null)
            Assert.All(sums.Sum([1]).ToFloats().Zip(picture), static pair => Assert.Equal(pair.Second, pair.First, 1e-4 + (2e-5 * Math.Abs(pair.Second))));
    }

    [FusedFact]
    public void A_picture_is_what_was_read_and_the_one_before_it_enlarged()
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(5);
        var (sums, bias, before) = (Tensor.Randn([2, 3, 3, 16, 16], random), Tensor.Randn([3], random), Tensor.Randn([2, 3, 8, 8], random));
        var taps = Tensor.From(Array.ConvertAll(s_taps, static tap => (float)tap), 4);
        var plain = sums.Sum([1]).Add(bias.Reshape(1, 3, 1, 1)).Clamp(-1, 1).ToFloats();
        var old = before.ToFloats();
        var (alone, both) = (FusedLayers.Picture(sums, bias, 1, null, taps).ToFloats(), FusedLayers.Picture(sums, bias, 1, before, taps).ToFloats());
        for (var place = 0; place < plain.Length; place++)
        {
            var (plane, row, column) = (place / 256, place / 16 % 16, place % 16);
            // Every second pixel is zero; two rows and columns of zeros come first.
            var enlarged = 0.0;
            for (var tap = 0; tap < 16; tap++)
                if (row + (tap / 4) - 2 is >= 0 and < 16 and var i && column + (tap % 4) - 2 is >= 0 and < 16 and var j && i % 2 == 0 && j % 2 == 0)
                    enlarged += s_taps[tap / 4] * s_taps[tap % 4] * old[(plane * 64) + (i / 2 * 8) + (j / 2)];
            Assert.Equal(plain[place], alone[place], 1e-6);
            Assert.Equal(plain[place] + enlarged, both[place], 1e-5);
        }
    }

    [FusedFact]
    public void What_is_not_finite_stays_so()
    {
        using var scope = TensorScope.Open();
        var input = FusedLayers.Input(Tensor.Full([1, 32, 4, 4], double.NaN), Tensor.Ones([1, 32]), ScalarType.BFloat16);
        var (_, rgb) = FusedLayers.Apply(
            input, 4, FusedLayers.PackWeight(Tensor.Ones([32, 32, 3, 3]), ScalarType.BFloat16), Tensor.Ones([1, 32]), Tensor.Zeros([32]), null, null, Tensor.Ones([1, 3, 32]), null, Slope, Gain, Limit);
        Assert.All(FusedLayers.Picture(rgb!.Sum([1], keepDims: true), Tensor.Zeros([3]), 256, null, Tensor.Ones([4])).ToFloats(), static value => Assert.True(float.IsNaN(value)));
    }

    [FusedFact]
    public void What_does_not_fit_is_refused_with_what_was_met()
    {
        using var scope = TensorScope.Open();
        const ScalarType Half = ScalarType.BFloat16;
        var input = FusedLayers.Input(Tensor.Ones([1, 32, 4, 4]), Tensor.Ones([1, 32]), Half);
        var weight = FusedLayers.PackWeight(Tensor.Ones([32, 32, 3, 3]), Half);
        string Refused(Action call) => Assert.Throws<TorchException>(call).Message;
        (Tensor?, Tensor?) Layer(Tensor x, long side, Tensor packed, Tensor? next, string kind = "") =>
            FusedLayers.Apply(x, side, packed, Tensor.Ones([1, 32]), Tensor.Zeros([32]), null, next, null, null, Slope, Gain, Limit, kind);
        var style = Tensor.Ones([1, 32]);

        Assert.Contains("[out, in, 3, 3]", Refused(() => FusedLayers.PackWeight(Tensor.Ones([32, 32, 1, 1]), Half)), StringComparison.Ordinal);
        Assert.Contains("activations of 8x8", Refused(() => Layer(input, 8, weight, style)), StringComparison.Ordinal);
        Assert.Contains("as many channels as the activations have", Refused(() => Layer(input, 4, FusedLayers.PackWeight(Tensor.Ones([32, 64, 3, 3]), Half), style)), StringComparison.Ordinal);
        Assert.Contains("of their type", Refused(() => Layer(input, 4, FusedLayers.PackWeight(Tensor.Ones([32, 32, 3, 3]), ScalarType.Float32), style)), StringComparison.Ordinal);
        Assert.Contains("not in Double", Refused(() => FusedLayers.PackWeight(Tensor.Ones([32, 32, 3, 3]), ScalarType.Float64)), StringComparison.Ordinal);
        Assert.Contains("neither a layer that follows nor a ToRGB", Refused(() => Layer(input, 4, weight, null)), StringComparison.Ordinal);
        Assert.Contains("of the kind abacus", Refused(() => Layer(input, 4, weight, style, "abacus")), StringComparison.Ordinal);
    }
}
