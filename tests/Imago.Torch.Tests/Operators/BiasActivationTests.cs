namespace Imago.Torch.Tests.Operators;

/// <summary>The fused kernel against the same as separate operators in float64: value, gradients and second gradient.</summary>
public sealed class BiasActivationTests : LeakCheck
{
    public static TheoryData<ScalarType, string, double, double> Cases()
    {
        var data = new TheoryData<ScalarType, string, double, double>();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16 })
            foreach (var layout in new[] { "contiguous", "channels last", "rows", "strided" })
                foreach (var (slope, limit) in new[] { (0.2, double.PositiveInfinity), (0.2, 1.3), (0, 1.3), (1, 0.9) })
                    data.Add(type, layout, slope, limit);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Value_gradients_and_second_gradient_agree_with_separate_operators(ScalarType type, string layout, double slope, double limit)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(5);
        const double Gain = 1.4142135623730951;
        long[] shape = layout == "rows" ? [7, 33] : [3, 33, 5, 7];
        // What the type can hold, and away from the kinks, where one rounding decides the slope.
        Tensor Draw(params long[] size) => Tensor.Randn(size, random, ScalarType.Float64).To(type).To(ScalarType.Float64);
        var (x, b, dy, v) = (Draw(shape), Draw(33), Draw(shape), Draw(shape));
        var bias = b.Reshape(shape.Length == 2 ? [1, 33] : [1, 33, 1, 1]);
        var before = x.Add(bias);
        var kink = before.Abs().Less(0.05).To(ScalarType.Float64)
            .Add(before.LeakyRelu(slope).Mul(Gain).Abs().Sub(Tensor.Full([1], Math.Min(limit, 1e9), ScalarType.Float64)).Abs().Less(0.05).To(ScalarType.Float64));
        x = x.Add(kink.Greater(0).To(ScalarType.Float64).Mul(0.25)).To(type).To(ScalarType.Float64);

        Tensor[] Run(ScalarType precision, Func<Tensor, Tensor, Tensor> act)
        {
            Tensor In(Tensor t) => layout switch
            {
                "channels last" => t.To(precision, MemoryFormat.ChannelsLast),
                "strided" => t.To(precision).Transpose(2, 3).Contiguous().Transpose(2, 3),
                _ => t.To(precision),
            };
            var input = In(x).Detach().SetRequiresGrad(true);
            var offset = b.To(precision == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32).Detach().SetRequiresGrad(true);
            var upstream = In(dy).Detach().SetRequiresGrad(true);
            var y = act(input, offset);
            var first = Autograd.Grad([y], [input, offset], [upstream], createGraph: true);
            var second = Autograd.Grad(first[0]!.Mul(In(v)).Sum(), upstream);
            return [y, first[0]!, first[1]!, second];
        }

        var expected = Run(ScalarType.Float64, (input, offset) =>
        {
            var value = input.Add(offset.Reshape(bias.Shape)).LeakyRelu(slope).Mul(Gain);
            return double.IsFinite(limit) ? value.Clamp(-limit, limit) : value;
        });
        var found = Run(type, (input, offset) => BiasActivation.Apply(input, offset, slope, Gain, limit));
        Assert.Equal(type, found[0].Type);
        Assert.Equal(layout == "channels last", found[0].IsChannelsLast);
        // One rounding to the type: 8 bits in bf16, 11 in fp16.
        var tolerance = type switch { ScalarType.BFloat16 => 4e-3, ScalarType.Float16 => 5e-4, ScalarType.Float32 => 1e-6, _ => 1e-14 };
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Sqrt((found[i].To(ScalarType.Float64) - expected[i]).Square().Sum().ToScalar() / expected[i].Square().Sum().ToScalar());
            Assert.True(error < tolerance, $"{new[] { "value", "gradient by x", "gradient by bias", "second by dy" }[i]}: {error:e2} of the norm, at most {tolerance:e0} is expected");
        }
    }
}
