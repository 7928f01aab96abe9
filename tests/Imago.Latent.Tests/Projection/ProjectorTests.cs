using Imago.Imaging;
using Imago.Latent.Projection;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Latent.Tests.Projection;

public sealed class ProjectorTests : LeakCheck
{
    private readonly ColourDistance _distance = new();

    [Theory]
    [InlineData(7)]
    [InlineData(85)]
    public void A_picture_of_the_network_is_found_again(long seed)
    {
        using var renderer = Some.Renderer();
        var target = renderer.Render(Some.Request(seed)).ToPicture();
        var found = Find(renderer, target, new() { Steps = 200 });
        Assert.True(Psnr(renderer, found, target) > 28, $"{Psnr(renderer, found, target):0.0} dB");
        Assert.Equal(200, found.Steps);
    }

    [Fact]
    public void In_W_all_rows_are_equal_and_in_W_plus_they_differ_and_come_nearer_to_a_strange_picture()
    {
        using var renderer = Some.Renderer();
        var target = Stripes();
        var (w, plus) = (Find(renderer, target, new() { Steps = 150 }), Find(renderer, target, new() { Steps = 150, Space = ProjectionSpace.WPlus }));
        Assert.Equal(6 * 20, w.Latent.Values.Length);
        Assert.All(w.Latent.Values.Chunk(20), row => Assert.Equal(w.Latent.Values[..20], row));
        Assert.NotEqual(plus.Latent.Values[..20], plus.Latent.Values[20..40]);
        Assert.True(plus.Distance < w.Distance, $"{plus.Distance} in W+, {w.Distance} in W");
    }

    [Fact]
    public void The_same_seed_finds_the_same_bits_and_another_one_others()
    {
        using var renderer = Some.Renderer();
        var target = Stripes();
        float[] Of(long seed) => Find(renderer, target, new() { Steps = 5, Seed = seed }).Latent.Values;
        Assert.Equal(Of(1), Of(1));
        Assert.NotEqual(Of(1), Of(2));
    }

    [Fact]
    public void What_is_found_has_the_distance_that_is_told()
    {
        using var renderer = Some.Renderer();
        var target = Stripes();
        var told = new List<double>();
        using var projector = new Projector(renderer);
        var found = projector.Find(target, _distance, new() { Steps = 40 }, step => told.Add(step.Distance));
        Assert.Equal(40, told.Count);
        Assert.Equal(told.Min(), found.Distance);
        Assert.Equal(found.Distance, Apart(renderer, found, target), 0.02);
    }

    [Fact]
    public void It_begins_at_the_nearest_of_a_few_pictures_or_at_the_mean()
    {
        using var renderer = Some.Renderer();
        using var projector = new Projector(renderer);
        var target = renderer.Render(Some.Request(7)).ToPicture();
        double First(int starts, List<int>? looked = null)
        {
            var first = double.NaN;
            projector.Find(target, _distance, new() { Steps = 1, Starts = starts }, step => first = step.Distance, looked: count => looked?.Add(count));
            return first;
        }

        var looked = new List<int>();
        var (mean, one, nearest) = (First(0), First(1), First(50, looked));
        Assert.Equal(mean, one);
        Assert.True(nearest < 0.9 * mean, $"{nearest} from the nearest, {mean} from the mean");
        Assert.Equal([8, 16, 24, 32, 40, 48, 50], looked);
    }

    [Fact]
    public void Tuning_brings_a_copy_nearer_and_leaves_the_network_and_its_other_pictures()
    {
        using var renderer = Some.Renderer();
        var (target, before) = (Stripes(), Values(renderer));
        using var projector = new Projector(renderer);
        var found = projector.Find(target, _distance, new() { Steps = 60 });
        Assert.Null(projector.Tuned);
        Assert.Equal(40, projector.Tune(target, found.Latent, _distance, new() { Steps = 40, LearningRate = 3e-3 }));
        var (untuned, tuned) = (Psnr(renderer, found, target), Psnr(projector.Tuned!, found, target));
        Assert.True(tuned > untuned + 1, $"{tuned:0.0} dB tuned, {untuned:0.0} before");
        Assert.Equal(before, Values(renderer));

        // Without the term of locality the other pictures go farther away.
        double Elsewhere(Renderer copy) => Enumerable.Range(20, 8).Average(seed => TargetPicture.Psnr(copy.Render(Some.Request(seed)).ToPicture(), renderer.Render(Some.Request(seed)).ToPicture()));
        using var alone = new Projector(renderer);
        alone.Tune(target, found.Latent, _distance, new() { Steps = 40, LearningRate = 3e-3, Locality = 0 });
        Assert.True(Elsewhere(projector.Tuned!) > Elsewhere(alone.Tuned!), $"{Elsewhere(projector.Tuned!):0.0} dB with locality, {Elsewhere(alone.Tuned!):0.0} without");
    }

    [Fact]
    public void Searched_noise_maps_stay_noise_and_are_a_copys_alone()
    {
        using var renderer = Some.Renderer();
        var (target, before) = (Stripes(), Values(renderer));
        using var projector = new Projector(renderer);
        var found = projector.Find(target, _distance, new() { Steps = 60, NoiseMaps = NoiseMaps.Optimise });
        Assert.Equal(before, Values(renderer));
        var maps = projector.Tuned!.Generator.Synthesis.NamedBuffers().Where(static one => one.Key.EndsWith("noise_const", StringComparison.Ordinal)).Select(static one => one.Value.Value).ToList();
        Assert.Equal(5, maps.Count);
        Assert.All(maps, static map =>
        {
            Assert.False(map.RequiresGrad);
            var values = map.ToFloats();
            Assert.Equal(0, values.Average(), 1e-4);
            Assert.Equal(1, values.Average(static value => value * value), 1e-3);
        });
        Assert.Equal(found.Distance, Apart(projector.Tuned!, found, target), 0.02);
        Assert.NotEqual(renderer.Generator.Synthesis.NamedBuffers().First(static one => one.Key.EndsWith("noise_const", StringComparison.Ordinal)).Value.Value.ToFloats(), maps[0].ToFloats());
    }

    [Fact]
    public void A_stop_keeps_the_best_of_the_steps_that_were_taken()
    {
        using var renderer = Some.Renderer();
        using var stop = new CancellationTokenSource();
        var told = new List<double>();
        using var projector = new Projector(renderer);
        var found = projector.Find(Stripes(), _distance, new() { Steps = 100 }, step =>
        {
            told.Add(step.Distance);
            if (step.Number == 7)
                stop.Cancel();
        }, cancel: stop.Token);
        Assert.Equal(7, found.Steps);
        Assert.Equal(told.Min(), found.Distance);
        Assert.Throws<OperationCanceledException>(() => projector.Find(Stripes(), _distance, new(), cancel: stop.Token));

        // Stopped after the target was looked at and before the first step: nothing was found.
        using var late = new CancellationTokenSource();
        using var stopping = new StoppingDistance(late);
        Assert.Throws<OperationCanceledException>(() => projector.Find(Stripes(), stopping, new(), cancel: late.Token));
    }

    [Fact]
    public void A_network_with_labels_begins_in_its_class_and_a_grey_one_takes_grey_pictures()
    {
        using var labelled = Some.Renderer(3);
        var (first, second) = (Find(labelled, Stripes(), new() { Steps = 1, Class = 0 }), Find(labelled, Stripes(), new() { Steps = 1, Class = 1 }));
        Assert.NotEqual(first.Latent.Values, second.Latent.Values);
        using var projector = new Projector(labelled);
        projector.Tune(Stripes(), first.Latent, _distance, new() { Steps = 1, Class = 0 });

        using var grey = Some.Renderer(channels: 1);
        PictureWriter.Save(At("stripes.png"), Stripes());
        var target = TargetPicture.Load(At("stripes.png"), grey.Options);
        Assert.Equal(1, target.Channels);
        Assert.Equal(3, Find(grey, target, new() { Steps = 3 }).Steps);
    }

    [Fact]
    public void What_cannot_be_is_refused_in_a_sentence()
    {
        using var renderer = Some.Renderer();
        using var labelled = Some.Renderer(3);
        void Refused(Renderer network, ProjectionOptions options, string expected) =>
            Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(() => Find(network, Stripes(), options)).Message, StringComparison.Ordinal);
        Refused(renderer, new() { Steps = 0 }, "0 steps");
        Refused(renderer, new() { Seed = -1 }, "seed");
        Refused(renderer, new() { LearningRate = double.NaN }, "learning rate");
        Refused(renderer, new() { NoiseWeight = -1 }, "noise weight");
        Refused(renderer, new() { Class = 1 }, "without labels");
        Refused(labelled, new(), "not given, expected 0 to 2");
        Refused(labelled, new() { Class = 3 }, "3, expected 0 to 2");
        using var projector = new Projector(renderer);
        Assert.Contains("0 steps", Assert.Throws<ArgumentException>(() => projector.Tune(Stripes(), renderer.ToW(Some.Request(1)), _distance, new() { Steps = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("shape", Assert.Throws<ArgumentException>(() => projector.Find(new Picture(8, 8, 3, new byte[192]), _distance, new())).Message, StringComparison.Ordinal);
    }

    /// <summary>Asks for a stop as soon as it is used.</summary>
    private sealed class StoppingDistance(CancellationTokenSource stop) : IPictureDistance
    {
        private readonly ColourDistance _distance = new();

        public string Name => "stopping";

        public Tensor[] Features(Tensor pictures)
        {
            stop.Cancel();
            return _distance.Features(pictures);
        }

        public Tensor Between(Tensor[] features, Tensor[] others) => _distance.Between(features, others);

        public void MoveTo(Device device) => _distance.MoveTo(device);

        public void Dispose() => _distance.Dispose();
    }

    private Found Find(Renderer renderer, Picture target, ProjectionOptions options)
    {
        using var projector = new Projector(renderer);
        return projector.Find(target, _distance, options);
    }

    private static double Psnr(Renderer renderer, Found found, Picture target) => TargetPicture.Psnr(renderer.Render(new RenderRequest { Latent = found.Latent }).ToPicture(), target);

    /// <summary>The distance of the picture that is shown: its bytes are rounded and bounded.</summary>
    private double Apart(Renderer renderer, Found found, Picture target)
    {
        using var scope = TensorScope.Open();
        return _distance.Between(_distance.Features(Numbers(renderer.Render(new RenderRequest { Latent = found.Latent }).ToPicture())), _distance.Features(Numbers(target))).ToScalar();
    }

    private static Tensor Numbers(Picture picture) =>
        Tensor.From(picture.Pixels, 1, 16, 16, 3).Permute(0, 3, 1, 2).To(ScalarType.Float32).Add(-127.5).Div(127.5).Contiguous();

    private static List<float> Values(Renderer renderer) => [.. renderer.Generator.State().SelectMany(static one => one.Value.Value.ToFloats())];

    /// <summary>A picture that no such network makes: 16 x 16, RGB.</summary>
    private static Picture Stripes() =>
        new(16, 16, 3, [.. Enumerable.Range(0, 16 * 16 * 3).Select(static i => (byte)(i / 3 % 16 / 4 % 2 == 0 ? 200 - (i % 3 * 40) : 60 + (i / 48 * 5)))]);
}
