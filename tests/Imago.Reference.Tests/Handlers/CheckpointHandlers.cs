using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Reference.Tests.Handlers;

/// <summary>Network files of other programs: every tensor by its digest, and what the networks make of it.</summary>
internal static class CheckpointHandlers
{
    public static void Official(FixtureCase one)
    {
        using var file = CheckpointFile.Open(one.Neighbour(".pkl"));
        Digests(one, "G", file.Parts.Generator!.Tensors);
        Digests(one, "G_ema", file.Parts.GeneratorEma!.Tensors);
        Digests(one, "D", file.Parts.Discriminator!.Tensors);
        if (JsonNode.Parse(one.Metadata("augment_p")) is { } p)
            Assert.Equal(p.GetValue<double>(), file.Parts.AugmentP!.Value, 1e-6);
        Pictures(one, file, "G_ema", "G");
    }

    public static void TensorFlow(FixtureCase one)
    {
        using var file = CheckpointFile.Open(one.Neighbour(".pkl"));
        Digests(one, "G", file.Parts.Generator!.Tensors);
        Digests(one, "G_ema", file.Parts.GeneratorEma!.Tensors);
        Digests(one, "D", file.Parts.Discriminator!.Tensors);
        Pictures(one, file, "Gs", "G");
    }

    public static void RosinalityPt(FixtureCase one)
    {
        using var file = CheckpointFile.Open(one.Neighbour(".pt"));
        using var generator = CheckpointFile.Generator(file.Parts.GeneratorEma!);
        using var discriminator = CheckpointFile.Discriminator(file.Parts.Discriminator!);
        var ws = generator.Mapping.Forward(one.In("z"), null);
        var image = generator.Synthesis.Forward(ws, Noise.Const);
        one.Check("w", ws.Select(1, 0));
        one.Check("img", image);
        one.Check("img", NetworkHandlers.LookedAt(generator.Synthesis, ws, Noise.Const));
        if (one.Expects("img_psi0.7")) one.Check("img_psi0.7", generator.Synthesis.Forward(generator.Mapping.Forward(one.In("z"), null, 0.7), Noise.Const));
        one.Check("logits", discriminator.Forward(image, null));
    }

    /// <summary>A file without expected results is either a network that opens, or a hostile one that is refused in a sentence.</summary>
    public static void File(FixtureCase one)
    {
        var path = one.Neighbour("");
        if (!System.IO.Path.GetFileName(path).StartsWith("hostile_", StringComparison.Ordinal))
        {
            using var file = CheckpointFile.Open(path);
            using var networks = file.Networks();
            one.Says(networks.Generator.Options.ImgResolution >= 8, "it opens");
            return;
        }
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var refusal = Assert.Throws<NetworkException>(() =>
        {
            using var file = CheckpointFile.Open(path);
            using var networks = file.Networks();
        });
        one.Says(GC.GetTotalAllocatedBytes(precise: true) - before < (4 * new FileInfo(path).Length) + (64 << 20), "it is refused without much memory");
        one.Says(refusal.Message.Contains(path, StringComparison.Ordinal), "the sentence names the file");
    }

    private static void Pictures(FixtureCase one, CheckpointFile file, string ema, string trained)
    {
        using var average = CheckpointFile.Generator(file.Parts.GeneratorEma!);
        using var generator = CheckpointFile.Generator(file.Parts.Generator!);
        using var discriminator = CheckpointFile.Discriminator(file.Parts.Discriminator!);
        var c = average.Options.CDim > 0 ? one.In("c") : null;
        var image = Render(average, 1);
        one.Check($"{ema}_img", image);
        foreach (var output in one.Outputs.Where(output => output.StartsWith($"{ema}_img_psi", StringComparison.Ordinal)))
            one.Check(output, Render(average, double.Parse(output[$"{ema}_img_psi".Length..], System.Globalization.CultureInfo.InvariantCulture)));
        one.Check($"{trained}_img", Render(generator, 1));
        one.Check("D_logits", discriminator.Forward(image, c));

        var ws = average.Mapping.Forward(one.In("z"), c);
        one.Check($"{ema}_img", NetworkHandlers.LookedAt(average.Synthesis, ws, Noise.Const));

        Tensor Render(Generator network, double psi) => network.Synthesis.Forward(network.Mapping.Forward(one.In("z"), c, psi), Noise.Const);
    }

    private static void Digests(FixtureCase one, string network, NamedTensors tensors)
    {
        var expected = JsonNode.Parse(one.Metadata("tensors"))![network]!.AsArray();
        Assert.NotEmpty(expected);
        foreach (var entry in expected)
        {
            var name = entry!["name"]!.GetValue<string>();
            if (tensors.MayLack.Contains(name.Split('.')[^1])) continue;
            using var scope = TensorScope.Open();
            var numbers = tensors.Expect(name, [.. entry["shape"]!.AsArray().Select(static n => n!.GetValue<long>())]).Read().To(ScalarType.Float32).Contiguous().ToArray<float>();
            var digest = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(numbers)));
            Assert.True(entry["sha256_f32le"]!.GetValue<string>() == digest, $"{network}.{name} is not the tensor that was saved.");
        }
    }
}
