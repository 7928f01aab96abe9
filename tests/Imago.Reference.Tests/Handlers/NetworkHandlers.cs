using System.Text.Json.Nodes;
using Imago.Networks;
using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Reference.Tests.Handlers;

/// <summary>Whole networks: mapping, synthesis, generator, discriminator.</summary>
internal static class NetworkHandlers
{
    public static void Mapping(FixtureCase one)
    {
        var (options, kwargs) = (one.Options, one.Options.Part("kwargs"));
        kwargs.Only("z_dim", "c_dim", "w_dim", "num_ws", "num_layers", "embed_features", "layer_features", "w_avg_beta");
        using var random = new RandomGenerator(0);
        using var mapping = new MappingNetwork(
            kwargs.Whole("z_dim", 0), kwargs.Whole("c_dim", 0), kwargs.Whole("w_dim", 0), kwargs.Whole("num_ws", 0), kwargs.Whole("num_layers", 8), random,
            (int?)kwargs.Whole("embed_features"), (int?)kwargs.Whole("layer_features"), kwargs.Number("w_avg_beta", 0.995));
        one.Load(mapping);
        var update = options.Flag("training") && !options.Flag("skip_w_avg_update");
        one.Check("ws", mapping.Forward(
            one.InOrNull("z"), one.InOrNull("c"), options.Number("truncation_psi", 1), (int?)options.Whole("truncation_cutoff"), update));
        if (one.Expects("w_avg"))
            one.Check("w_avg", mapping.WAvg!);
    }

    public static void Synthesis(FixtureCase one)
    {
        var kwargs = one.Options.Part("kwargs").DeepClone().AsObject();
        if (one.Options.ContainsKey("conv_clamp"))
            kwargs["conv_clamp"] = one.Options["conv_clamp"]?.DeepClone();
        using var random = new RandomGenerator(0);
        using var synthesis = new SynthesisNetwork(OfficialOptions.Generator(kwargs), random);
        one.Load(synthesis);
        var ws = one.In("ws").SetRequiresGrad(one.Options.Flag("grad"));
        var img = synthesis.Forward(ws, NoiseOf(one.Options));
        one.Check("img", img);
        if (one.Options.Flag("grad"))
            one.Check("dws", Derivatives.First(img, one.In("dimg"), [ws])[0]);
        one.Check("img", LookedAt(synthesis, ws.Detach(), NoiseOf(one.Options)));
    }

    public static void Generator(FixtureCase one)
    {
        using var generator = LoadedGenerator(one);
        var ws = MapZ(generator, one, one.In("z"));
        var img = generator.Synthesis.Forward(ws, NoiseOf(one.Options));
        one.Check("ws", ws);
        one.Check("img", img);
        one.Check("img", LookedAt(generator.Synthesis, ws, NoiseOf(one.Options)));
        if (one.Expects("img_uint8"))
            one.Check("img_uint8", img.Permute(0, 2, 3, 1).Mul(127.5).Add(128).Clamp(0, 255).To(ScalarType.Byte));
    }

    public static void GeneratorTrace(FixtureCase one)
    {
        using var generator = LoadedGenerator(one);
        var trace = new Trace(generator);
        one.Check("img", generator.Synthesis.Forward(MapZ(generator, one, one.In("z")), NoiseOf(one.Options)));
        foreach (var output in one.Outputs.Where(output => output.StartsWith("act.", StringComparison.Ordinal)))
            one.Check(output, trace[output["act.".Length..]]);
    }

    public static void Discriminator(FixtureCase one)
    {
        using var random = new RandomGenerator(0);
        using var discriminator = new Discriminator(OfficialOptions.Discriminator(one.Options.Part("kwargs")), random);
        one.Load(discriminator);
        var trace = one.Options.Flag("trace") ? new Trace(discriminator) : null;
        var img = one.In("img").SetRequiresGrad(one.Options.Flag("grad"));
        var logits = discriminator.Forward(img, one.InOrNull("c"));
        one.Check("logits", logits);
        if (one.Options.Flag("grad"))
            one.Check("dimg", Autograd.Grad(logits.Sum(), img));
        foreach (var output in one.Outputs.Where(output => output.StartsWith("act.", StringComparison.Ordinal)))
            one.Check(output, output == "act.b4.mbstd" ? MbstdOf(trace!, discriminator.Options)
                : output.EndsWith(".img", StringComparison.Ordinal) ? PictureOf(img, one.Expected(output).Size(3), discriminator.Options)
                : trace![output["act.".Length..]]);
    }

    /// <summary>The picture of a network that nobody trains: by fused layers, where the processor has them.</summary>
    internal static Tensor LookedAt(SynthesisNetwork synthesis, Tensor ws, Noise noise)
    {
        using var none = Autograd.NoGrad();
        synthesis.Training = false;
        return synthesis.Forward(ws, noise);
    }

    /// <summary>A generator with the weights of the case.</summary>
    internal static Generator LoadedGenerator(FixtureCase one)
    {
        using var random = new RandomGenerator(0);
        var generator = new Generator(OfficialOptions.Generator(one.Options.Part("kwargs")), random);
        one.Load(generator);
        return generator;
    }

    internal static Tensor MapZ(Generator generator, FixtureCase one, Tensor z) => generator.Mapping.Forward(
        z, one.InOrNull("c"), one.Options.Number("truncation_psi", 1), (int?)one.Options.Whole("truncation_cutoff"));

    internal static Noise NoiseOf(JsonObject options) => options.Text("noise_mode", "const") switch
    {
        "const" => Noise.Const,
        "none" => Noise.None,
        var mode => throw new NotSupportedException($"the noise mode '{mode}' has no numbers to compare with."),
    };

    /// <summary>What the architecture "skip" hands on beside the activations: the picture, reduced by each block.</summary>
    private static Tensor PictureOf(Tensor img, long side, DiscriminatorOptions options)
    {
        while (img.Size(3) > side)
            img = UpFirDn2d.Downsample2d(img, ResampleFilter.Create(options.ResampleFilter));
        return img;
    }

    /// <summary>The minibatch standard deviation is an operator of ours, no module: applied here to what goes into it.</summary>
    private static Tensor MbstdOf(Trace trace, DiscriminatorOptions options)
    {
        var x = trace["b8.x"];
        if (trace.Has("b4.fromrgb"))
            x = x.Add(trace["b4.fromrgb"]);
        return MinibatchStd.Apply(x, options.MbstdGroupSize, options.MbstdNumChannels);
    }
}
