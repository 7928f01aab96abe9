using Imago.Networks;
using Imago.Torch;

namespace Imago.Reference.Tests.Handlers;

/// <summary>A generator of full size whose weights come from a formula: ws, statistics and samples of the picture and of every block.</summary>
internal static class FormulaHandler
{
    public static void Run(FixtureCase one)
    {
        var options = one.Options;
        var weights = new FormulaWeights(options["formula_seed"]!.GetValue<string>());
        using var random = new RandomGenerator(0);
        using var generator = new Generator(OfficialOptions.Generator(options.Part("kwargs")), random);
        Fill(generator, weights);

        using var none = Autograd.NoGrad();
        var z = weights.Tensor("z", Math.Sqrt(3), 0, options.Whole("batch", 1), generator.Options.ZDim);
        var ws = NetworkHandlers.MapZ(generator, one, z);
        var trace = new Trace(generator.Synthesis);
        var img = generator.Synthesis.Forward(ws, NetworkHandlers.NoiseOf(options));

        var (side, stride) = (img.Size(3), options.Whole("stride", 1));
        one.Check("ws0", ws.Select(1, 0));
        one.Check("img_strided", img.Slice(2, 0, side, stride).Slice(3, 0, side, stride));
        var centre = one.Expected("img_center").Size(3);
        var first = (side - centre) / 2;
        one.Check("img_center", img.Slice(2, first, first + centre).Slice(3, first, first + centre));
        one.Check("img_mean", img.Mean([2, 3]));
        one.Check("img_std", Deviation(img, [2, 3]));
        for (var resolution = 4; resolution <= side; resolution *= 2)
        {
            var x = trace[$"b{resolution}.x"];
            one.Check($"b{resolution}_x_std", Deviation(x, [0, 1, 2, 3]));
            one.Check($"b{resolution}_x_corner", x.Slice(1, 0, 4).Slice(2, 0, 4).Slice(3, 0, 4));
        }
    }

    private static void Fill(Generator generator, FormulaWeights weights)
    {
        using var none = Autograd.NoGrad();
        foreach (var (name, parameter) in generator.State())
        {
            if (name.EndsWith("resample_filter", StringComparison.Ordinal))
                continue;
            using var scope = TensorScope.Open();
            var (scale, offset) = ScaleAndOffset(name);
            parameter.Value.CopyFrom(weights.Tensor(name, scale, offset, parameter.Value.Shape));
        }
    }

    private static (double Scale, double Offset) ScaleAndOffset(string name) =>
        name == "mapping.w_avg" ? (0.3, 0)
        : name.StartsWith("mapping.fc", StringComparison.Ordinal) ? (name.EndsWith(".weight", StringComparison.Ordinal) ? 100 * Math.Sqrt(3) : 20, 0)
        : name.EndsWith("affine.bias", StringComparison.Ordinal) ? (0.2, 1)
        : name.EndsWith("noise_strength", StringComparison.Ordinal) || name.EndsWith("bias", StringComparison.Ordinal) ? (0.3, 0)
        : (Math.Sqrt(3), 0);

    /// <summary>√ of the variance with n in the denominator.</summary>
    private static Tensor Deviation(Tensor x, long[] dimensions)
    {
        x = x.To(ScalarType.Float64);
        return x.Sub(x.Mean(dimensions, keepDims: true)).Square().Mean(dimensions).Sqrt();
    }
}
