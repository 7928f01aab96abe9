using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Tests;

public sealed class RendererTests : LeakCheck
{
    [Fact]
    public void A_picture_is_what_the_generator_makes_of_the_seeds_z()
    {
        using var renderer = Some.Renderer();
        var met = renderer.Render(Some.Request(85) with { TruncationPsi = 0.5, TruncationCutoff = 3 });
        using var generator = Some.Generator();
        generator.Training = false;
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        Assert.Equal(generator.Forward(Tensor.From(Seeds.Z(85, 24), 1, 24), null, 0.5, 3).ToFloats(), met.Values);
    }

    [Fact]
    public void A_picture_is_bit_for_bit_the_same_whatever_is_made_beside_it()
    {
        using var renderer = Some.Renderer();
        var many = renderer.Render(Some.Requests(1, 2, 3, 4, 5)).ToList();
        Assert.Equal([0, 1, 2, 3, 4], many.Select(one => one.Index));
        Assert.Equal(renderer.Render(Some.Request(4)).Values, many[3].Values);
        Assert.NotEqual(many[2].Values, many[3].Values);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void A_larger_batch_gives_the_same_pictures_but_for_rounding(int batch)
    {
        using var renderer = Some.Renderer();
        var args = Some.Requests(1, 2, 3, 4, 5);
        var (one, many) = (renderer.Render(args).ToList(), renderer.Render(args, batch).ToList());
        Assert.Equal(5, many.Count);
        foreach (var (a, b) in one.Zip(many))
            Assert.True(a.Values.Zip(b.Values).Max(pair => Math.Abs(pair.First - pair.Second)) < 2e-5);
    }

    [Fact]
    public void Fresh_noise_comes_back_with_its_seed_and_differs_between_seeds()
    {
        using var renderer = Some.Renderer();
        var z = Some.Numbers(24);
        float[] Of(NoiseMode mode, params long[] seeds) => renderer.Render(Some.Requests(seeds).Select(one => one with { NoiseMode = mode, TruncationPsi = 0 }), batch: 4).Last().Values;
        Assert.Equal(Of(NoiseMode.Random, 7), Of(NoiseMode.Random, 1, 2, 7));
        Assert.NotEqual(Of(NoiseMode.Random, 7), Of(NoiseMode.Random, 8)); // at psi 0 only the noise differs
        Assert.Equal(Of(NoiseMode.Const, 7), Of(NoiseMode.Const, 8));
        Assert.NotEqual(Of(NoiseMode.Const, 7), Of(NoiseMode.None, 7));
    }

    [Fact]
    public void Latents_in_w_go_past_the_mapping_and_are_truncated_as_those_of_seeds_are()
    {
        using var renderer = Some.Renderer();
        var w = new RenderRequest { Latent = new(LatentSpace.W, Some.Numbers(6 * 20)) };
        using var generator = Some.Generator();
        generator.Training = false;
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        Assert.Equal(generator.Synthesis.Forward(Tensor.From(w.Latent.Values, 1, 6, 20)).ToFloats(), renderer.Render(w).Values);
        var calm = Some.Request(7) with { TruncationPsi = 0.3, TruncationCutoff = 4 };
        var mapped = renderer.ToW(Some.Request(7));
        Assert.Equal((LatentSpace.W, 7L, "seed 7"), (mapped.Space, mapped.Seed, mapped.Name));
        Assert.Equal(renderer.Render(calm).Values, renderer.Render(calm with { Latent = mapped }).Values);
    }

    [Fact]
    public void A_class_steers_the_picture_and_labels_given_with_latents_do_the_same()
    {
        using var renderer = Some.Renderer(3, 3, "apple", "pear", "1");
        float[] Of(int number) => renderer.Render(Some.Request(5) with { Class = number }).Values;
        Assert.NotEqual(Of(0), Of(1));
        Assert.Equal(Of(1), renderer.Render(new RenderRequest { Latent = new(LatentSpace.Z, Seeds.Z(5, 24), [0, 1, 0]) }).Values);
        Assert.Equal(1, renderer.ClassNumber("pear"));
        Assert.Equal(0, renderer.ClassNumber("0"));
        Assert.Equal(2, renderer.ClassNumber("1")); // a name goes before a number
    }

    [Fact]
    public void Edits_of_pictures_in_one_batch_are_each_pictures_own()
    {
        using var renderer = Some.Renderer();
        LayerEdit silent = new UnitGains("b8.conv1", [.. Enumerable.Range(0, 16).Select(unit => unit < 8 ? 0f : 1f)]), twice = new UnitGains("b8.conv1", [.. Enumerable.Repeat(2f, 16)]);
        LayerEdit flipped = new Flipped("b16.conv0");
        RenderRequest[] requests =
        [
            Some.Request(1), Some.Request(1) with { Edits = [silent] }, Some.Request(1) with { Edits = [flipped, silent] }, Some.Request(1) with { Edits = [flipped, flipped] },
            Some.Request(1) with { Edits = [silent, twice] },
        ];
        var alone = requests.Select(request => renderer.Render(request).Values).ToList();
        foreach (var (one, rendering) in alone.Zip(renderer.Render(requests, batch: 5)))
            Assert.True(one.Zip(rendering.Values).Max(pair => Math.Abs(pair.First - pair.Second)) < 2e-5);
        Assert.Equal(5, alone.Select(values => values.Sum()).Distinct().Count() + (alone[0].AsSpan().SequenceEqual(alone[3]) ? 1 : 0)); // flipped twice is as it was
        Assert.Contains("no layer 'b32.conv0'", Assert.Throws<LatentException>(() => renderer.Render(Some.Request(1) with { Edits = [new Flipped("b32.conv0")] })).Message, StringComparison.Ordinal);
        Assert.Contains("There are 3 factors for the layer b8.conv1, which has 16 units",
            Assert.Throws<LatentException>(() => renderer.Render(Some.Request(1) with { Edits = [new UnitGains("b8.conv1", [0, 1, 2])] })).Message, StringComparison.Ordinal);
    }

    private sealed record Flipped(string Layer) : ActivationChange(Layer)
    {
        public override Tensor Apply(Tensor x) => x.Flip(3);
    }

    [Fact]
    public void What_does_not_fit_the_network_is_refused_before_the_first_picture()
    {
        using var plain = Some.Renderer();
        using var labelled = Some.Renderer(3, 3, "apple", "pear", "plum");
        using var numbered = Some.Renderer(3);
        var seed = Some.Request(1);
        RenderRequest Of(LatentSpace space, int count, float[]? label = null) => seed with { Latent = new(space, Some.Numbers(count), label) };
        void Refused(Renderer renderer, RenderRequest args, string expected) =>
            Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(() => { renderer.Render([seed with { Class = args.Class }, args], 1); }).Message, StringComparison.Ordinal);
        Refused(plain, Of(LatentSpace.Z, 23), "23 values in Z and 0 labels, this network expects 24 and 0");
        Refused(plain, Of(LatentSpace.W, 20), "expects 120");
        Refused(plain, Of(LatentSpace.Z, 24, [1]), "1 labels");
        Refused(plain, seed with { Network = "0123456789abcdef" }, $"belongs to the network 0123456789abcdef, and this is {plain.Fingerprint}");
        Refused(plain, seed with { Class = 0 }, "without labels");
        Refused(plain, seed with { TruncationPsi = double.NaN }, "NaN");
        Refused(plain, seed with { TruncationCutoff = 7 }, "0 to 6");
        Refused(plain, seed with { TruncationCutoff = -1 }, "-1");
        Refused(labelled, seed, "choose one of 0 (apple), 1 (pear), 2 (plum)");
        Refused(labelled, seed with { Class = 3 }, "no class 3");
        Refused(labelled, Of(LatentSpace.W, 120) with { Class = 1 }, "leave out the class");
        Refused(numbered, seed, "a number from 0 to 2");
        Assert.Contains("2 (plum)", Assert.Throws<ArgumentException>(() => labelled.ClassNumber("plums")).Message, StringComparison.Ordinal);
        Assert.Contains("without labels", Assert.Throws<ArgumentException>(() => plain.ClassNumber("0")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => { plain.Render([seed], batch: 0); });
    }

    [Fact]
    public void Values_that_are_not_finite_are_an_error_that_names_the_seed()
    {
        var generator = Some.Generator();
        using (Autograd.NoGrad())
        using (TensorScope.Open())
            generator.State().First(entry => entry.Key == "synthesis.b16.conv1.bias").Value.Value.CopyFrom(Tensor.Full([16], double.NaN));
        using var renderer = new Renderer(new(generator, null, new()));
        Assert.Contains("seed 12", Assert.Throws<LatentException>(() => renderer.Render(Some.Request(12))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_that_leaves_early_or_a_stop_leaves_nothing_behind()
    {
        using var renderer = Some.Renderer();
        var args = Some.Requests(1, 2, 3, 4);
        Assert.Equal(2, renderer.Render(args, batch: 2).Take(2).Count());
        using var stop = new CancellationTokenSource();
        var seen = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var _ in renderer.Render(args, batch: 2, stop.Token))
                if (++seen == 2)
                    stop.Cancel();
        });
        Assert.Equal(2, seen);
    }

    [Theory]
    [InlineData(-5f, 0)]
    [InlineData(-1f, 0)]
    [InlineData(-0.996f, 1)] // 1.01
    [InlineData(0f, 128)]
    [InlineData(0.00783f, 128)] // 128.998: truncated, not rounded
    [InlineData(0.99f, 254)]
    [InlineData(1f, 255)]
    [InlineData(5f, 255)]
    public void Bytes_are_scaled_cut_and_truncated(float value, byte expected)
    {
        var picture = new Rendering(0, 3, 1, [value, 0, 1]).ToPicture();
        Assert.Equal([expected, 128, 255], picture.Pixels);
    }

    [Fact]
    public void Channels_become_the_last_index_and_grey_stays_grey()
    {
        var planes = new Rendering(0, 3, 2, [-1, -1, -1, 0, 0, 0, 0, 0, 1, 1, 1, 1]).ToPicture();
        Assert.Equal([0, 128, 255, 0, 128, 255, 0, 128, 255, 128, 128, 255], planes.Pixels);
        using var renderer = Some.Renderer(channels: 1);
        Assert.Equal((1, 16, 16), renderer.Render(Some.Request(1)).ToPicture() is var grey ? (grey.Channels, grey.Width, grey.Height) : default);
    }
}
