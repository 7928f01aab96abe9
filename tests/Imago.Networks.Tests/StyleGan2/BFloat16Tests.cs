using Imago.Torch;
using Imago.Torch.Nn;
using Imago.Torch.Tests.Numerics;
using Xunit.Abstractions;

namespace Imago.Networks.Tests.StyleGan2;

/// <summary>Whole networks of 64² with four blocks in bf16, channels last, against the same networks in fp32.</summary>
public sealed class BFloat16Tests(ITestOutputHelper output) : IDisposable
{
    private const int Batch = 4, Resolution = 64;

    private readonly Generator _generator = new(
        new() { ImgResolution = Resolution, ZDim = 64, WDim = 64, ChannelBase = 2048, ChannelMax = 64, MappingLayers = 2, ConvClamp = 256 },
        new RandomGenerator(1));
    private readonly Discriminator _discriminator = new(
        new() { ImgResolution = Resolution, ChannelBase = 2048, ChannelMax = 64, ConvClamp = 256 }, new RandomGenerator(2));

    public void Dispose()
    {
        _generator.Dispose();
        _discriminator.Dispose();
    }

    [Fact]
    public void Picture_and_logits_are_those_of_fp32_to_about_a_percent()
    {
        using var scope = TensorScope.Open();
        Noisy();
        var (picture, logits) = InBoth(() =>
        {
            var image = _generator.Forward(Latents());
            return (image, _discriminator.Forward(image));
        }) is var ((a, la), (b, lb)) ? (Agreement.RelativeError(b, a), Agreement.RelativeError(lb, la)) : default;
        output.WriteLine($"picture {picture:e2}, logits {logits:e2} of the norm");
        // Fourteen layers in a row, each with a few roundings of 2⁻⁹ = 0.2 %, which add up as a random walk.
        Assert.InRange(picture, 1e-5, 0.02);
        Assert.InRange(logits, 1e-5, 0.04);
    }

    [Fact]
    public void Gradients_of_the_adversarial_loss_are_those_of_fp32_to_a_few_percent()
    {
        using var scope = TensorScope.Open();
        Noisy();
        CompareGradients("adversarial loss", [.. _generator.NamedParameters(), .. _discriminator.NamedParameters()],
            () => _discriminator.Forward(_generator.Forward(Latents())).Neg().Softplus().Mean());
    }

    [Fact]
    public void Second_order_gradients_of_R1_are_those_of_fp32_to_a_few_percent()
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(5);
        var picture = Tensor.Randn([Batch, 3, Resolution, Resolution], random).Mul(0.5);
        CompareGradients("R1", [.. _discriminator.NamedParameters()], () =>
        {
            var real = picture.Detach().SetRequiresGrad(true);
            var slope = Autograd.Grad(_discriminator.Forward(real).Sum(), real, createGraph: true);
            return slope.Square().Sum([1, 2, 3]).Mean();
        });
    }

    [Fact]
    public void Second_order_gradients_of_the_path_length_are_those_of_fp32_to_a_few_percent()
    {
        using var scope = TensorScope.Open();
        Noisy();
        using var random = new RandomGenerator(6);
        var direction = Tensor.Randn([Batch, 3, Resolution, Resolution], random).Mul(1.0 / Resolution);
        CompareGradients("path length", [.. _generator.NamedParameters()], () =>
        {
            var ws = _generator.Mapping.Forward(Latents(), null);
            var image = _generator.Synthesis.Forward(ws);
            var slope = Autograd.Grad(image.Mul(direction).Sum(), ws, createGraph: true);
            return slope.Square().Sum([2]).Mean([1]).Sqrt().Sub(Tensor.Scalar(0.1)).Square().Mean();
        });
    }

    [Fact]
    public void In_bf16_blocks_no_layer_and_no_gradient_falls_back_to_fp32_or_to_another_memory_format()
    {
        using var scope = TensorScope.Open();
        var seen = new List<(string Name, Tensor Output)>();
        Trace("generator", _generator.Synthesis, seen);
        Trace("discriminator", _discriminator, seen);
        SetPrecision(Precision.BFloat16);
        var loss = _discriminator.Forward(_generator.Forward(Latents())).Softplus().Mean();
        // What a layer hands on, and what comes back to it.
        var gradients = Autograd.Grad([loss], [.. seen.Select(s => s.Output)]);
        var wrong = new List<string>();
        foreach (var ((name, layer), gradient) in seen.Zip(gradients))
            foreach (var (what, t) in new[] { ("output", layer), ("gradient", gradient!) })
            {
                var wanted = InBlock(name) && layer.Dims == 4 ? ScalarType.BFloat16 : ScalarType.Float32;
                if (t.Type != wanted)
                    wrong.Add($"{what} of {name}: {t.Type}, expected {wanted}");
                // A gradient that crosses from an fp32 layer lies as that layer has it; the next convolution brings it into its own format.
                if (wanted == ScalarType.BFloat16 && !t.IsChannelsLast && !(what == "gradient" && MeetsFloat32(name)))
                    wrong.Add($"{what} of {name}: not channels last");
            }
        var count = seen.Count(s => s.Output.Type == ScalarType.BFloat16);
        foreach (var (_, t) in seen)
            t.Dispose();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        // 4 blocks of conv0, conv1, torgb and the block; 4 of conv0, conv1, skip and the block, and one fromrgb.
        Assert.Equal((4 * 4) + (4 * 4) + 1, count);
    }

    /// <summary>Pictures are added up in fp32, and the discriminator ends in fp32.</summary>
    private static bool MeetsFloat32(string name) =>
        name.EndsWith("torgb", StringComparison.Ordinal) || name is "discriminator.b8" or "discriminator.b8.conv1" or "discriminator.b8.skip";

    private static bool InBlock(string name) => name.Split('.').Any(part => part is "b64" or "b32" or "b16" or "b8");

    private static void Trace(string prefix, Module network, List<(string, Tensor)> seen)
    {
        foreach (var (name, module) in network.NamedModules())
            if (name.Length > 0)
                module.Tap = t =>
                {
                    seen.Add(($"{prefix}.{name}", TensorScope.Free(t)));
                    return t;
                };
    }

    /// <summary>
    /// The gradient of a loss by every parameter in fp32 and bf16. What bf16 allows is measured: the same gradient in fp32 where
    /// each layer's output is rounded to bf16 and nothing else. It is a few percent, because a leaky ReLU changes its slope
    /// fivefold where rounding changes the side of zero: an error of 1 % of the activations turns about 1 % of the slopes.
    /// </summary>
    private void CompareGradients(string what, KeyValuePair<string, Parameter>[] parameters, Func<Tensor> loss)
    {
        var weights = parameters.Select(p => p.Value.Value).ToArray();
        Tensor[] Run(Precision precision)
        {
            SetPrecision(precision);
            var value = loss();
            return [value, .. Autograd.Grad([value], weights).Select((g, i) => g ?? Tensor.ZerosLike(weights[i]))];
        }
        var plain = Run(Precision.Float32);
        var fast = Run(Precision.BFloat16);
        RoundOutputs(true);
        var rounded = Run(Precision.Float32);
        RoundOutputs(false);

        Assert.True(fast.All(g => g.IsFinite().All()), $"{what}: not finite");
        Assert.True(fast.All(g => g.Type == ScalarType.Float32), $"{what}: weights are kept in fp32, and so are their gradients");
        double Whole(Tensor[] found)
        {
            double difference = 0, norm = 0;
            for (var i = 1; i < found.Length; i++)
            {
                difference += (found[i] - plain[i]).Square().Sum().ToScalar();
                norm += plain[i].Square().Sum().ToScalar();
            }
            return Math.Sqrt(difference / norm);
        }
        // A single number that is a sum with either sign may come out near zero: its relative error says nothing.
        var errors = parameters
            .Select((p, i) => (p.Key, Error: Agreement.RelativeError(fast[i + 1], plain[i + 1]), Allowed: Agreement.RelativeError(rounded[i + 1], plain[i + 1]), weights[i].Count))
            .Where(e => e.Count > 1).OrderBy(e => e.Error).ToArray();
        var allowed = errors.Select(e => e.Allowed).Order().ElementAt(errors.Length / 2);
        var value = Agreement.RelativeError(fast[0], plain[0]);
        output.WriteLine(
            $"{what}: value {value:e2} (rounding alone {Agreement.RelativeError(rounded[0], plain[0]):e2}); gradient as a whole {Whole(fast):e2} ({Whole(rounded):e2}), "
            + $"median of {errors.Length} parameters {errors[errors.Length / 2].Error:e2} ({allowed:e2}), worst {errors[^1].Error:e2} ({errors[^1].Allowed:e2}) {errors[^1].Key}");
        Assert.InRange(value, 0, 0.05);
        Assert.InRange(Whole(fast), 1e-5, 3 * Whole(rounded)); // and weights, gradients and the steps inside a layer are rounded too
        foreach (var (name, error, own, _) in errors)
            Assert.True(error <= 4 * Math.Max(own, allowed), $"{what}, {name}: {error:e2}, rounding alone gives {own:e2}, and {allowed:e2} in the middle");
    }

    /// <summary>Rounds what the layers of the high blocks hand on to bf16, in networks that compute in fp32.</summary>
    private void RoundOutputs(bool on)
    {
        foreach (var (name, module) in _generator.Synthesis.NamedModules().Concat(_discriminator.NamedModules()))
            if (InBlock(name) && !name.EndsWith("affine", StringComparison.Ordinal))
                module.Tap = on ? t => t.To(ScalarType.BFloat16).To(ScalarType.Float32) : null;
    }

    private (T Plain, T Fast) InBoth<T>(Func<T> run)
    {
        SetPrecision(Precision.Float32);
        var plain = run();
        SetPrecision(Precision.BFloat16);
        return (plain, run());
    }

    private void SetPrecision(Precision precision) => (_generator.Synthesis.Precision, _discriminator.Precision) = (precision, precision);

    private Tensor Latents()
    {
        using var random = new RandomGenerator(3);
        return Tensor.Randn([Batch, 64], random);
    }

    /// <summary>Noise strengths and biases as in a trained network, not at their starting zero.</summary>
    private void Noisy()
    {
        using var none = Autograd.NoGrad();
        using var random = new RandomGenerator(4);
        foreach (var (name, parameter) in _generator.NamedParameters())
            if (name.EndsWith("noise_strength", StringComparison.Ordinal) || name.EndsWith("conv1.bias", StringComparison.Ordinal))
                parameter.Value.AddInPlace(Tensor.Randn(parameter.Value.Shape, random), 0.1);
    }
}
