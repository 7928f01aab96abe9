using Imago.Networks.Ops;
using Imago.Torch;
using Imago.Torch.Tests.Numerics;

namespace Imago.Networks.Tests.Ops;

/// <summary>The operators of Imago.Networks/Ops with the parameters that networks and augmentation use, and odd ones.</summary>
internal static class OpChecks
{
    private static readonly double[,] Lopsided = { { 0.5, -0.25, 1, 0.125 }, { 1.5, 0.75, -0.5, 0.25 }, { -1, 0.375, 0.625, 2 } };
    private static readonly double[,] Binomial = Outer([0.125, 0.375, 0.375, 0.125]);
    private static readonly double[] Long = [0.0625, -0.125, 0.25, 0.5, 0.75, 0.25, -0.1875, 0.03125];

    public static readonly IReadOnlyDictionary<string, OpCheck> All = Make().ToDictionary(check => check.Name, check => check.Check);

    private static IEnumerable<(string Name, OpCheck Check)> Make() =>
        [.. UpFirDn(), .. BiasActs(), .. Convolutions(), .. Modulated(), .. Statistics()];

    private static IEnumerable<(string, OpCheck)> UpFirDn()
    {
        static OpCheck Check(double[,]? filter, (long X, long Y) up, (long X, long Y) down, Padding padding, bool flip, double gain, long[] shape) =>
            new(x => UpFirDn2d.Apply(x[0], filter is null ? null : From(filter), up, down, padding, flip, gain), draw => [draw.Normal(shape)])
            {
                Meaning = x => PlainResampling.UpFirDn(x[0], filter, up, down, padding, flip, gain),
            };
        yield return ("UpFirDn2d, filtering", Check(Binomial, (1, 1), (1, 1), new(2, 1, 2, 1), false, 1, [2, 17, 7, 6]));
        yield return ("UpFirDn2d, twice as large", Check(Binomial, (2, 2), (1, 1), new(2, 1, 2, 1), false, 4, [2, 3, 5, 7]));
        yield return ("UpFirDn2d, half as large", Check(Binomial, (1, 1), (2, 2), new(1, 1, 1, 1), false, 1, [2, 33, 8, 6]));
        yield return ("UpFirDn2d, lopsided and flipped, other factors", Check(Lopsided, (3, 2), (1, 1), new(-1, 3, 2, 0), true, 0.5, [1, 3, 5, 4]));
        yield return ("UpFirDn2d, lopsided, reduced by other factors", Check(Lopsided, (1, 1), (2, 3), new(2, 0, -1, 4), false, 1.5, [2, 16, 9, 8]));
        yield return ("UpFirDn2d, up and down", Check(Lopsided, (2, 3), (3, 2), new(2, 2, 1, 3), false, 1, [2, 3, 5, 7]) with
        {
            KeepsChannelsLast = false, // ends in a view of every so many pixels; no network does this
        });
        yield return ("UpFirDn2d, no filter", Check(null, (2, 2), (1, 1), new(1, 0, 0, 1), false, 2, [2, 3, 4, 5]));
        yield return ("UpFirDn2d, along each axis in turn", new(
            x => UpFirDn2d.Apply(x[0], Tensor.From(Long, 8), (2, 2), (1, 1), new(4, 3, 4, 3), false, 4), draw => [draw.Normal(2, 3, 5, 7)])
        {
            Meaning = x => PlainResampling.UpFirDn(x[0], Outer(Long), (2, 2), (1, 1), new(4, 3, 4, 3), false, 4), Slack = 2, // two passes
        });
    }

    private static IEnumerable<(string, OpCheck)> BiasActs()
    {
        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
        (Activation Kind, Func<double, double> F)[] activations =
        [
            (Activation.Linear, x => x), (Activation.Relu, x => Math.Max(x, 0)), (Activation.LeakyRelu, x => x > 0 ? x : 0.2 * x),
            (Activation.Tanh, Math.Tanh), (Activation.Sigmoid, Sigmoid), (Activation.Elu, x => x > 0 ? x : Math.Exp(x) - 1),
            (Activation.Selu, x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1))),
            (Activation.Softplus, x => Math.Log(1 + Math.Exp(x))), (Activation.Swish, x => x * Sigmoid(x)),
        ];
        // x + b stays away from the kinks at zero and at the clamp: sixteenths and a thirty-second, in bf16 too.
        static Tensor[] Given(Draw draw, params long[] shape) =>
            [draw.Within(-16, 16, shape).Round().Mul(1.0 / 8), draw.Within(-4, 4, shape[1]).Round().Mul(1.0 / 8).Add(1.0 / 16)];
        foreach (var (kind, f) in activations)
        {
            yield return ($"BiasAct, {kind}", new(x => BiasAct.Apply(x[0], x[1], kind), draw => Given(draw, 2, 33, 4, 3))
            {
                Meaning = x => Plain.Make(x[0].Shape, i => kind.Gain() * f(x[0][i] + x[1][i[1]])), Slack = 2,
            });
            yield return ($"BiasAct, {kind}, gain and clamp", new(x => BiasAct.Apply(x[0], x[1], kind, 0.7, 0.63), draw => Given(draw, 5, 17))
            {
                Meaning = x => Plain.Make(x[0].Shape, i => Math.Clamp(0.7 * f(x[0][i] + x[1][i[1]]), -0.63, 0.63)), Slack = 2,
            });
        }
    }

    private static IEnumerable<(string, OpCheck)> Convolutions()
    {
        static OpCheck Check(int inputs, int outputs, int kernel, long up, long down, long padding, long groups, bool flip, int side = 6) =>
            new(x => Conv2dResample.Apply(x[0], x[1], From(Binomial), up, down, Padding.All(padding), groups, flip),
                draw => [draw.Normal(2, inputs, side, side), draw.Normal(outputs, inputs / groups, kernel, kernel)])
            {
                Meaning = x => PlainResampling.ConvResample(x[0], x[1], Binomial, up, down, padding, groups, flip),
                Activations = 2, Slack = 2, // a convolution and a filter
            };
        yield return ("Conv2dResample, 3×3", Check(3, 17, 3, 1, 1, 1, 1, true, 7));
        yield return ("Conv2dResample, 3×3, turned round", Check(16, 8, 3, 1, 1, 1, 1, false, 5));
        yield return ("Conv2dResample, 1×1", Check(33, 3, 1, 1, 1, 0, 1, true, 5));
        yield return ("Conv2dResample, 3×3 to twice the size", Check(16, 8, 3, 2, 1, 1, 1, false, 5));
        yield return ("Conv2dResample, 3×3 to half the size", Check(8, 16, 3, 1, 2, 1, 1, true));
        yield return ("Conv2dResample, 1×1 to twice the size", Check(16, 8, 1, 2, 1, 0, 1, false, 5));
        yield return ("Conv2dResample, 1×1 to half the size", Check(8, 16, 1, 1, 2, 0, 1, true));
        yield return ("Conv2dResample, 3×3 in groups to twice the size", Check(6, 4, 3, 2, 1, 1, 2, false, 4));
        yield return ("Conv2dResample, 3×3 up and down", Check(3, 5, 3, 2, 2, 1, 1, true, 5));
    }

    private static IEnumerable<(string, OpCheck)> Modulated()
    {
        static OpCheck Check(int inputs, int outputs, int kernel, long up, bool demodulate)
        {
            var (filter, padding, flip) = (From(Binomial), kernel / 2, up == 1);
            return new(x => ModulatedConv2d.Apply(x[0], x[1], x[2], filter, up, padding: padding, demodulate: demodulate, flipWeight: flip),
                draw => [draw.Normal(3, inputs, 5, 5), draw.Normal(outputs, inputs, kernel, kernel), draw.AwayFromZero(3, inputs)])
            {
                Reference = x => ModulatedConv2d.Reference(x[0], x[1], x[2], filter, up, padding: padding, demodulate: demodulate, flipWeight: flip),
                Slack = 3, // style, weight, convolution, filter, demodulation: five roundings, and as many in each derivative
            };
        }
        yield return ("ModulatedConv2d, 3×3", Check(16, 8, 3, 1, true));
        yield return ("ModulatedConv2d, 3×3 to twice the size", Check(7, 17, 3, 2, true));
        yield return ("ModulatedConv2d, 1×1 without demodulation", Check(33, 3, 1, 1, false));
    }

    private static IEnumerable<(string, OpCheck)> Statistics()
    {
        static OpCheck Std(long[] shape, long? group, long features) =>
            new(x => MinibatchStd.Apply(x[0], group, features), draw => [draw.Normal(shape)])
            {
                Meaning = x => Deviation(x[0], group ?? shape[0], features), Slack = 3, KeepsChannelsLast = false, // in Float32 only, at 4×4
            };
        // Groups of three and more: the deviation of two numbers is half their distance, whose second derivative is nothing but rounding.
        yield return ("MinibatchStd, groups of three", Std([6, 6, 4, 3], 3, 2));
        yield return ("MinibatchStd, the whole batch", Std([3, 5, 2, 4], null, 1));
        yield return ("MinibatchStd, a group larger than the batch", Std([3, 4, 4, 4], 4, 1));
        yield return ("Normalize.SecondMoment", new(x => Normalize.SecondMoment(x[0]), draw => [draw.Normal(3, 67)])
        {
            Meaning = x => Plain.Make(x[0].Shape, i => x[0][i] / Math.Sqrt(Enumerable.Range(0, 67).Average(k => Math.Pow(x[0][i[0], k], 2)) + 1e-8)),
            Slack = 3, // square, mean, root, product
        });
    }

    /// <summary>Sample n is in group n mod (N / size); each feature's number is the mean of the deviations of its channels and pixels.</summary>
    private static Plain Deviation(Plain x, long size, long features)
    {
        var (batch, channels, height, width) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        size = Math.Min(size, batch);
        var (groups, perFeature) = (batch / size, channels / features);
        return Plain.Make([batch, channels + features, height, width], i =>
        {
            if (i[1] < channels)
                return x[i];
            double total = 0;
            for (var c = (i[1] - channels) * perFeature; c < (i[1] - channels + 1) * perFeature; c++)
                for (var h = 0L; h < height; h++)
                    for (var w = 0L; w < width; w++)
                    {
                        var members = Enumerable.Range(0, (int)size).Select(k => x[(k * groups) + (i[0] % groups), c, h, w]).ToArray();
                        var mean = members.Average();
                        total += Math.Sqrt(members.Average(v => (v - mean) * (v - mean)) + 1e-8);
                    }
            return total / (perFeature * height * width);
        });
    }

    private static Tensor From(double[,] taps) => Tensor.From(taps.Cast<double>().ToArray(), taps.GetLength(0), taps.GetLength(1));

    private static double[,] Outer(double[] taps)
    {
        var product = new double[taps.Length, taps.Length];
        for (var i = 0; i < taps.Length; i++)
            for (var j = 0; j < taps.Length; j++)
                product[i, j] = taps[i] * taps[j];
        return product;
    }
}
