using System.Text.Json;
using System.Text.Json.Nodes;
using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Reference.Tests.Handlers;

/// <summary>The operators of Imago.Networks.Ops: values, gradients and, where the case has them, gradients of gradients.</summary>
internal static class OperatorHandlers
{
    public static void BiasAct(FixtureCase one)
    {
        var options = one.Options;
        var (x, dy, vx) = (Leaf(one.In("x")), Leaf(one.In("dy")), one.In("vx"));
        var b = one.InOrNull("b") is { } given ? Leaf(given) : null;
        var y = Networks.Ops.BiasAct.Apply(
            x, b, options.Activation("act"), options.Number("gain"), options.Number("clamp"),
            options.Number("alpha", Networks.Ops.BiasAct.LeakySlope), options.Whole("dim", 1));
        one.Check("y", y);

        Tensor[] inputs = b is null ? [x] : [x, b];
        var first = Derivatives.First(y, dy, inputs, createGraph: true);
        var second = Derivatives.Second([(first[0], vx), (first.ElementAtOrDefault(1), one.InOrNull("vb"))], [dy, .. inputs]);
        one.Check("dx", first[0]);
        one.Check("d2_dy", second[0]);
        one.Check("d2_x", second[1]);
        if (b is not null)
        {
            one.Check("db", first[1]);
            one.Check("d2_b", second[2]);
        }
    }

    public static void Resample(FixtureCase one)
    {
        var options = one.Options;
        var x = Leaf(one.In("x"));
        var f = one.InOrNull("f");
        var identity = f ?? Tensor.Ones([1, 1]);
        var (padding, flip, gain) = (options.Padding("padding"), options.Flag("flip_filter"), options.Number("gain", 1));
        var y = options.Text("fn", "upfirdn2d") switch
        {
            "upfirdn2d" => UpFirDn2d.Apply(x, f, options.Factors("up"), options.Factors("down"), padding, flip, gain),
            "filter2d" => UpFirDn2d.Filter2d(x, identity, padding, flip, gain),
            "upsample2d" => UpFirDn2d.Upsample2d(x, identity, options.Factors("up"), padding, flip, gain),
            "downsample2d" => UpFirDn2d.Downsample2d(x, identity, options.Factors("down"), padding, flip, gain),
            var fn => throw new NotSupportedException($"a function '{fn}', which Imago does not have."),
        };
        one.Check("y", y);
        one.Check("dx", Derivatives.First(y, one.In("dy"), [x])[0]);
    }

    public static void Conv2dResample(FixtureCase one)
    {
        var options = one.Options;
        var (x, w, dy) = (Leaf(one.In("x")), Leaf(one.Weight("w")), Leaf(one.In("dy")));
        var y = Networks.Ops.Conv2dResample.Apply(
            x, w, one.InOrNull("f"), options.Whole("up", 1), options.Whole("down", 1), options.Padding("padding"), options.Whole("groups", 1),
            options.Flag("flip_weight", true), options.Flag("flip_filter"));
        one.Check("y", y);

        var first = Derivatives.First(y, dy, [x, w], createGraph: true);
        one.Check("dx", first[0]);
        one.Check("dw", first[1]);
        var second = Derivatives.Second([(first[0], one.In("vx")), (first[1], one.In("vw"))], [dy, x, w]);
        one.Check("d2_dy", second[0]);
        one.Check("d2_x", second[1]);
        one.Check("d2_w", second[2]);
    }

    /// <summary>Both ways of computing it, whatever <c>fused_modconv</c> says: they are the same mathematics.</summary>
    public static void ModulatedConv2d(FixtureCase one)
    {
        ModulatedConv2d(one, static (x, weight, styles, filter, up, down, padding, demodulate, flipWeight) =>
            Networks.Ops.ModulatedConv2d.Apply(x, weight, styles, filter, up, down, padding, demodulate, flipWeight));
        ModulatedConv2d(one, Networks.Ops.ModulatedConv2d.Reference);
    }

    public static void MinibatchStd(FixtureCase one)
    {
        var kwargs = one.Options.Part("kwargs");
        var (x, dy) = (Leaf(one.In("x")), Leaf(one.In("dy")));
        var y = Networks.Ops.MinibatchStd.Apply(x, kwargs.Whole("group_size"), kwargs.Whole("num_channels", 1));
        one.Check("y", y);
        var dx = Derivatives.First(y, dy, [x], createGraph: true)[0];
        one.Check("dx", dx);
        var second = Derivatives.Second([(dx, one.In("vx"))], [dy, x]);
        one.Check("d2_dy", second[0]);
        one.Check("d2_x", second[1]);
    }

    public static void Normalize2ndMoment(FixtureCase one)
    {
        var x = Leaf(one.In("x"));
        var y = Normalize.SecondMoment(x, one.Options.Whole("dim", 1), one.Options.Number("eps", 1e-8));
        one.Check("y", y);
        one.Check("dx", Derivatives.First(y, one.In("dy"), [x])[0]);
    }

    public static void SetupFilter(FixtureCase one)
    {
        var options = one.Options;
        var (normalize, flip, gain) = (options.Flag("normalize", true), options.Flag("flip_filter"), options.Number("gain", 1));
        one.Check("f", options["f"] is JsonArray { Count: > 0 } rows && rows[0] is JsonArray
            ? ResampleFilter.Create(Matrix(rows), normalize, flip, gain)
            : ResampleFilter.Create(Taps(options["f"]), normalize, flip, gain, options["separable"]?.GetValue<bool>()));
    }

    private static void ModulatedConv2d(FixtureCase one, Func<Tensor, Tensor, Tensor, Tensor?, long, long, long, bool, bool, Tensor> compute)
    {
        var options = one.Options;
        var (x, weight, styles) = (Leaf(one.In("x")), Leaf(one.Weight("weight")), Leaf(one.In("styles")));
        var noise = one.InOrNull("noise") is { } given ? Leaf(given) : null;
        var y = compute(
            x, weight, styles, one.InOrNull("f"), options.Whole("up", 1), options.Whole("down", 1), options.Whole("padding", 0),
            options.Flag("demodulate", true), options.Flag("flip_weight", true));
        if (noise is not null)
            y = y.Add(noise);
        one.Check("y", y);

        var first = Derivatives.First(y, one.In("dy"), noise is null ? [x, weight, styles] : [x, weight, styles, noise], createGraph: true);
        one.Check("dx", first[0]);
        one.Check("dweight", first[1]);
        one.Check("dstyles", first[2]);
        if (noise is not null)
            one.Check("dnoise", first[3]);
        var second = Derivatives.Second([(first[0], one.In("vx")), (first[2], one.In("vs"))], [x, weight, styles]);
        one.Check("d2_x", second[0]);
        one.Check("d2_weight", second[1]);
        one.Check("d2_styles", second[2]);
    }

    private static Tensor Leaf(Tensor value) => value.Detach().SetRequiresGrad(true);

    /// <summary>None means the single tap 1, a number a single tap.</summary>
    private static float[] Taps(JsonNode? taps) => taps switch
    {
        null => [1],
        JsonArray many => many.Deserialize<float[]>()!,
        _ => [taps.GetValue<float>()],
    };

    private static float[,] Matrix(JsonArray rows)
    {
        var matrix = new float[rows.Count, rows[0]!.AsArray().Count];
        for (var i = 0; i < matrix.GetLength(0); i++)
            for (var j = 0; j < matrix.GetLength(1); j++)
                matrix[i, j] = rows[i]![j]!.GetValue<float>();
        return matrix;
    }
}
