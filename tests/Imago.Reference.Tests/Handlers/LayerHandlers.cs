using System.Text.Json;
using Imago.Networks.Layers;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Reference.Tests.Handlers;

/// <summary>Single layers: values, and gradients by the input and the parameters.</summary>
internal static class LayerHandlers
{
    public static void Conv2dLayer(FixtureCase one)
    {
        var kwargs = one.Options.Part("kwargs").Only(
            "in_channels", "out_channels", "kernel_size", "bias", "activation", "up", "down", "resample_filter", "conv_clamp", "channels_last", "trainable");
        using var random = new RandomGenerator(0);
        using var layer = new Conv2d(
            kwargs.Whole("in_channels")!.Value, kwargs.Whole("out_channels")!.Value, kwargs.Whole("kernel_size")!.Value, random,
            kwargs.Activation("activation"), kwargs.Flag("bias", true), kwargs.Whole("up", 1), kwargs.Whole("down", 1),
            kwargs["resample_filter"].Deserialize<float[]>(), kwargs.Number("conv_clamp"));
        Check(one, layer, x => layer.Forward(x, one.Options.Number("gain", 1)));
    }

    public static void FullyConnected(FixtureCase one)
    {
        var kwargs = one.Options.Part("kwargs").Only("in_features", "out_features", "bias", "activation", "lr_multiplier", "bias_init");
        using var random = new RandomGenerator(0);
        using var layer = new FullyConnected(
            kwargs.Whole("in_features")!.Value, kwargs.Whole("out_features")!.Value, random, kwargs.Activation("activation"), kwargs.Flag("bias", true),
            kwargs.Number("bias_init", 0), kwargs.Number("lr_multiplier", 1));
        Check(one, layer, layer.Forward);
    }

    private static void Check(FixtureCase one, Module layer, Func<Tensor, Tensor> forward)
    {
        one.Load(layer);
        var x = one.In("x").SetRequiresGrad(true);
        var y = forward(x);
        one.Check("y", y);
        var parameters = layer.NamedParameters().ToArray();
        var gradients = Derivatives.First(y, one.In("dy"), [x, .. parameters.Select(parameter => parameter.Value.Value)]);
        one.Check("dx", gradients[0]);
        foreach (var ((name, _), gradient) in parameters.Zip(gradients.Skip(1)))
            one.Check("d" + name, gradient);
    }
}
