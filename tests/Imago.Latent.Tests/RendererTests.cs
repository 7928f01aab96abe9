using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Tests;

public sealed class RendererTests : LeakCheck
{
    [Fact]
    public void A_picture_is_what_the_generator_makes_of_the_seeds_z()
    {
        using var renderer = Some.Renderer();
        var met = renderer.Render(new RenderArgs { Seeds = [85], TruncationPsi = 0.5, TruncationCutoff = 3 }).Single();
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
        var many = renderer.Render(new RenderArgs { Seeds = [1, 2, 3, 4, 5] }).ToList();
        Assert.Equal([0, 1, 2, 3, 4], many.Select(one => one.Index));
        Assert.Equal(renderer.Render(new RenderArgs { Seeds = [4] }).Single().Values, many[3].Values);
        Assert.NotEqual(many[2].Values, many[3].Values);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void A_larger_batch_gives_the_same_pictures_but_for_rounding(int batch)
    {
        using var renderer = Some.Renderer();
        var args = new RenderArgs { Seeds = [1, 2, 3, 4, 5] };
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
        float[] Of(NoiseMode mode, params long[] seeds) => renderer.Render(new RenderArgs { Seeds = seeds, NoiseMode = mode, TruncationPsi = 0 }, batch: 4).Last().Values;
        Assert.Equal(Of(NoiseMode.Random, 7), Of(NoiseMode.Random, 1, 2, 7));
        Assert.NotEqual(Of(NoiseMode.Random, 7), Of(NoiseMode.Random, 8)); // at psi 0 only the noise differs
        Assert.Equal(Of(NoiseMode.Const, 7), Of(NoiseMode.Const, 8));
        Assert.NotEqual(Of(NoiseMode.Const, 7), Of(NoiseMode.None, 7));
    }

    [Fact]
    public void Latents_in_w_are_taken_as_they_are()
    {
        using var renderer = Some.Renderer();
        var w = new Latents(LatentSpace.W, 2, Some.Numbers(2 * 6 * 20));
        var plain = renderer.Render(new RenderArgs { Latents = w }).ToList();
        Assert.Equal(plain[1].Values, renderer.Render(new RenderArgs { Latents = w, TruncationPsi = 0.3 }).Last().Values);
        using var generator = Some.Generator();
        generator.Training = false;
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        Assert.Equal(generator.Synthesis.Forward(Tensor.From(w.Values.AsSpan(120), 1, 6, 20)).ToFloats(), plain[1].Values);
    }

    [Fact]
    public void A_class_steers_the_picture_and_labels_given_with_latents_do_the_same()
    {
        using var renderer = Some.Renderer(3, 3, "apple", "pear", "1");
        float[] Of(int number) => renderer.Render(new RenderArgs { Seeds = [5], Class = number }).Single().Values;
        Assert.NotEqual(Of(0), Of(1));
        Assert.Equal(Of(1), renderer.Render(new RenderArgs { Latents = new Latents(LatentSpace.Z, 1, Seeds.Z(5, 24), [0, 1, 0]) }).Single().Values);
        Assert.Equal(1, renderer.ClassNumber("pear"));
        Assert.Equal(0, renderer.ClassNumber("0"));
        Assert.Equal(2, renderer.ClassNumber("1")); // a name goes before a number
    }

    [Fact]
    public void What_does_not_fit_the_network_is_refused_before_the_first_picture()
    {
        using var plain = Some.Renderer();
        using var labelled = Some.Renderer(3, 3, "apple", "pear", "plum");
        using var numbered = Some.Renderer(3);
        var seed = new RenderArgs { Seeds = [1] };
        void Refused(Renderer renderer, RenderArgs args, string expected) =>
            Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(() => { renderer.Render(args); }).Message, StringComparison.Ordinal);
        Refused(plain, new RenderArgs(), "needs a seed or a latent");
        Refused(plain, seed with { Latents = new Latents(LatentSpace.Z, 1, Some.Numbers(24)) }, "not both");
        Refused(plain, new RenderArgs { Latents = new Latents(LatentSpace.Z, 2, Some.Numbers(24)) }, "expects 24");
        Refused(plain, new RenderArgs { Latents = new Latents(LatentSpace.Z, 1, Some.Numbers(24), [1]) }, "1 labels");
        Refused(plain, seed with { Class = 0 }, "without labels");
        Refused(plain, seed with { TruncationPsi = double.NaN }, "NaN");
        Refused(plain, seed with { TruncationCutoff = 7 }, "0 to 6");
        Refused(plain, seed with { TruncationCutoff = -1 }, "-1");
        Refused(labelled, seed, "choose one of 0 (apple), 1 (pear), 2 (plum)");
        Refused(labelled, seed with { Class = 3 }, "no class 3");
        Refused(labelled, new RenderArgs { Class = 1, Latents = new Latents(LatentSpace.W, 1, Some.Numbers(120)) }, "leave out the class");
        Refused(numbered, seed, "a number from 0 to 2");
        Assert.Contains("2 (plum)", Assert.Throws<ArgumentException>(() => labelled.ClassNumber("plums")).Message, StringComparison.Ordinal);
        Assert.Contains("without labels", Assert.Throws<ArgumentException>(() => plain.ClassNumber("0")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => { plain.Render(seed, batch: 0); });
    }

    [Fact]
    public void Values_that_are_not_finite_are_an_error_that_names_the_seed()
    {
        var generator = Some.Generator();
        using (Autograd.NoGrad())
        using (TensorScope.Open())
            generator.State().First(entry => entry.Key == "synthesis.b16.conv1.bias").Value.Value.CopyFrom(Tensor.Full([16], double.NaN));
        using var renderer = new Renderer(new(generator, null, new()));
        Assert.Contains("seed 12", Assert.Throws<LatentException>(() => renderer.Render(new RenderArgs { Seeds = [12] }).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_that_leaves_early_or_a_stop_leaves_nothing_behind()
    {
        using var renderer = Some.Renderer();
        var args = new RenderArgs { Seeds = [1, 2, 3, 4] };
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
        Assert.Equal((1, 16, 16), renderer.Render(new RenderArgs { Seeds = [1] }).Single().ToPicture() is var grey ? (grey.Channels, grey.Width, grey.Height) : default);
    }
}
