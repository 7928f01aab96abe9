using System.Text.Json.Nodes;
using Imago.Torch;
using Imago.Training.Augment;

namespace Imago.Reference.Tests.Handlers;

/// <summary>The augmentation pipe: what it chose, the pictures, and their gradients.</summary>
internal static class AugmentHandlers
{
    public static void Buffers(FixtureCase one)
    {
        one.Check("Hz_geom", Tensor.From([.. Wavelets.LowPass], Wavelets.LowPass.Count));
        one.Check("Hz_fbank", Tensor.From([.. Wavelets.BandFilters.SelectMany(band => band)], Wavelets.Bands, Wavelets.BandTaps));
    }

    public static void Pipe(FixtureCase one)
    {
        var pipe = new AugmentPipe(ReadOptions(one.Options.Part("kwargs"))) { P = one.Options.Number("p", 1) };
        IAugmentDraws draws = one.Options.Number("debug_percentile") is { } percentile
            ? new PercentileDraws(percentile, one.InOrNull("noise"))
            : new GivenDraws(one);
        var images = one.In("images").SetRequiresGrad(true);
        var plan = pipe.Plan(images, draws);
        if (one.Expects("G_inv"))
        {
            one.Check("G_inv", Tensor.From([.. plan.Inverse!.SelectMany(m => (double[])[m.A, m.B, m.C, m.D, m.E, m.F, 0, 0, 1])], plan.Inverse!.Length, 3, 3));
            var (x0, y0, x1, y1) = Warp.Margin(plan.Inverse, (int)images.Size(2), (int)images.Size(3));
            one.Check("margin", Tensor.From([x0, y0, x1, y1], 4));
        }
        if (one.Expects("C"))
        {
            var rows = Tensor.From([.. plan.Color!.SelectMany(color => Enumerable.Range(0, 12).Select(i => color[i / 4, i % 4]))], plan.Color!.Length, 3, 4);
            // The fourth row is never applied to a picture, and ours has none.
            one.Check("C", Tensor.Cat([rows, one.Expected("C").Slice(1, 3, 4).To(ScalarType.Float64)], 1));
        }
        if (one.Expects("g"))
            one.Check("g", Tensor.From([.. plan.BandGains!.SelectMany(gains => gains)], plan.BandGains!.Length, Wavelets.Bands));

        var augmented = pipe.Apply(images, plan);
        one.Check("images", augmented);
        if (one.Expects("dx"))
            one.Check("dx", Derivatives.First(augmented, one.In("dy"), [images])[0]);
    }

    /// <summary>The official arguments: <c>xint_max</c> is our XIntMax.</summary>
    public static AugmentOptions ReadOptions(JsonObject arguments)
    {
        var options = new AugmentOptions();
        foreach (var (name, value) in arguments)
        {
            var property = typeof(AugmentOptions).GetProperties().SingleOrDefault(
                property => property.CanWrite && property.Name.Equals(name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
                ?? throw new NotSupportedException($"an augmentation argument '{name}', which Imago does not have.");
            property.SetValue(options, value is JsonArray many ? many.Select(number => number!.GetValue<double>()).ToArray() : value!.GetValue<double>());
        }
        return options;
    }
}
