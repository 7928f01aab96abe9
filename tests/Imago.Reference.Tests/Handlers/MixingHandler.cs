using System.Text.Json;
using Imago.Latent;
using Imago.Torch;

namespace Imago.Reference.Tests.Handlers;

/// <summary>Truncation, style mixing, and points between latents.</summary>
internal static class MixingHandler
{
    public static void Run(FixtureCase one)
    {
        var options = one.Options;
        using var generator = NetworkHandlers.LoadedGenerator(one);
        using var none = Autograd.NoGrad();
        var z = one.In("z");
        var ws = generator.Mapping.Forward(z, one.InOrNull("c"));
        var truncated = generator.Mapping.Forward(z, one.InOrNull("c"), options.Number("truncation_psi", 1));
        one.Check("ws", ws);
        one.Check("ws_truncated", truncated);

        // [row, column, layers copied from the column]
        var (numWs, wDim) = (generator.Options.NumWs, generator.Options.WDim);
        LatentCode Code(int index) => new(LatentSpace.W, truncated.Select(0, index).ToFloats());
        var mixed = Tensor.Stack([.. options["mix"]!.AsArray().Select(mix => Tensor.From(
            StyleMixing.Mix(Code(mix![0]!.GetValue<int>()), Code(mix[1]!.GetValue<int>()), mix[2].Deserialize<int[]>()!, numWs).Values, numWs, wDim))]);
        one.Check("ws_mixed", mixed);
        one.Check("img_mixed", generator.Synthesis.Forward(mixed));

        Tensor Between(Tensor points, Func<Tensor, Tensor, double, Tensor> path) => Tensor.Stack([..
            from pair in options["pairs"].Deserialize<int[][]>()!
            from t in options["t"].Deserialize<double[]>()!
            select path(points.Select(0, pair[0]), points.Select(0, pair[1]), t)]);
        var slerp = Between(z, Interpolation.Slerp);
        var wsLerp = Between(ws, Interpolation.Lerp);
        one.Check("z_slerp", slerp);
        one.Check("z_slerp_unit", Between(z, Interpolation.SlerpUnit));
        one.Check("z_lerp", Between(z, Interpolation.Lerp));
        one.Check("ws_lerp", wsLerp);
        one.Check("ws_of_z_slerp", generator.Mapping.Forward(slerp, null));
        one.Check("img_ws_lerp", generator.Synthesis.Forward(wsLerp));
    }
}
