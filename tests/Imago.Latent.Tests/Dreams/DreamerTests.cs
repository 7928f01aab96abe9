using Imago.Imaging;
using Imago.Imaging.Films;
using Imago.Latent.Dreams;
using Imago.Latent.Films;
using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Tests.Dreams;

public sealed class DreamerTests : LeakCheck
{
    private static readonly DreamOptions s_short = new() { Goals = [new("b16.conv1")], Steps = 3, Octaves = 3, LearningRate = 0.03, Jitter = 4 };

    public static TheoryData<string, int?> Goals => new() { { "b32.fromrgb", null }, { "b32", null }, { "b16.conv0", 3 }, { "b16", null }, { "b8.conv1", 5 }, { "b8.skip", null } };

    [Theory]
    [MemberData(nameof(Goals))]
    public void What_is_dreamt_of_is_stronger_in_the_dream_than_before(string layer, int? channel)
    {
        using var discriminator = Discriminator();
        var goal = new DreamGoal(layer, channel);
        using var dreamer = new Dreamer(discriminator, s_short with { Goals = [goal] });
        var start = dreamer.Noise(48, 40);
        var dream = dreamer.Dream(start);
        Assert.Equal((48, 40, 3), (dream.Width, dream.Height, dream.Channels));
        var (before, after) = (Strength(discriminator, start, goal), Strength(discriminator, dream, goal));
        Assert.True(after > before + (0.05 * Math.Abs(before)), $"{before} before, {after} after");
    }

    [Fact]
    public void Several_goals_rise_by_their_weights()
    {
        using var discriminator = Discriminator();
        DreamGoal[] goals = [new("b32.conv0"), new("b8", 2)];
        double[] Rise(params double[] weights)
        {
            using var dreamer = new Dreamer(discriminator, s_short with { Goals = [.. goals.Zip(weights, static (goal, weight) => goal with { Weight = weight })] });
            var start = dreamer.Noise(40, 40);
            var dream = dreamer.Dream(start);
            return [.. goals.Select(goal => Strength(discriminator, dream, goal) - Strength(discriminator, start, goal))];
        }
        var (first, second) = (Rise(1, 0), Rise(0, 1));
        Assert.True(first[0] > second[0], $"{first[0]} with all weight, {second[0]} with none");
        Assert.True(second[1] > first[1], $"{second[1]} with all weight, {first[1]} with none");
    }

    [Fact]
    public void A_seed_gives_the_same_dream_every_time_and_another_seed_another()
    {
        using var discriminator = Discriminator();
        Picture Dream(long seed)
        {
            using var dreamer = new Dreamer(discriminator, s_short with { Seed = seed });
            return dreamer.Dream(Some.Picture(40, 40));
        }
        Assert.Equal(Dream(1).Pixels, Dream(1).Pixels);
        Assert.NotEqual(Dream(1).Pixels, Dream(2).Pixels);

        using var one = new Dreamer(discriminator, s_short with { Seed = 1 });
        using var two = new Dreamer(discriminator, s_short with { Seed = 2 });
        Assert.Equal(one.Noise(20, 30).Pixels, one.Noise(20, 30).Pixels);
        Assert.NotEqual(one.Noise(20, 30).Pixels, two.Noise(20, 30).Pixels);
    }

    [Fact]
    public void No_steps_leave_a_picture_as_it_is()
    {
        using var discriminator = Discriminator();
        using var dreamer = new Dreamer(discriminator, s_short with { Steps = 0 });
        var start = Some.Picture(37, 29);
        Assert.Equal(start.Pixels, dreamer.Dream(start).Pixels);
    }

    [Theory]
    [InlineData(1.25)]
    [InlineData(0.8)]
    public void Without_steps_a_film_enlarges_the_picture_about_its_middle(double zoom)
    {
        using var discriminator = Discriminator();
        using var dreamer = new Dreamer(discriminator, s_short with { Steps = 0 });
        var start = Some.Picture(37, 26);
        var frames = dreamer.Zoom(start, zoom, 0).Take(2).ToList();
        Assert.Equal(start.Pixels, frames[0].Pixels);
        for (var y = 0; y < 26; y++)
            for (var x = 0; x < 37; x++)
                for (var channel = 0; channel < 3; channel++)
                    Assert.Equal(Zoomed(start, x, y, channel, zoom), frames[1].Pixels[(((y * 37) + x) * 3) + channel], 0.51);
    }

    [Fact]
    public void Each_frame_of_a_film_goes_on_from_the_last_one()
    {
        using var discriminator = Discriminator();
        using var dreamer = new Dreamer(discriminator, s_short);
        var start = Some.Picture(40, 40);
        var frames = dreamer.Zoom(start, 1.02, 1).Take(4).ToList();
        Assert.Equal(dreamer.Dream(start).Pixels, frames[0].Pixels);
        Assert.All(frames.Zip(frames.Skip(1)), static pair => Assert.NotEqual(pair.First.Pixels, pair.Second.Pixels));
        Assert.Equal(frames[3].Pixels, dreamer.Zoom(start, 1.02, 1).ElementAt(3).Pixels);
    }

    [Fact]
    public void A_long_film_ends_as_bright_as_it_began_and_not_in_black_and_white()
    {
        using var discriminator = Discriminator();
        using var dreamer = new Dreamer(discriminator, s_short with { LearningRate = 0.1 });
        var frames = dreamer.Zoom(Some.Picture(40, 40), 1.02, 1).Take(40).ToList();
        static double Mean(Picture frame) => frame.Pixels.Average(static value => value);
        static double Deviation(Picture frame) => Math.Sqrt(frame.Pixels.Average(value => Math.Pow(value - Mean(frame), 2)));
        Assert.Equal(Mean(frames[0]), Mean(frames[39]), 3.0);
        Assert.InRange(Deviation(frames[39]), 0.5 * Deviation(frames[0]), 1.05 * Deviation(frames[0]));
    }

    [Fact]
    public void A_network_with_damaged_weights_is_told_as_one()
    {
        using var discriminator = Discriminator();
        using (Autograd.NoGrad())
        using (TensorScope.Open())
            discriminator.NamedParameters().First().Value.Value.CopyFrom(Tensor.Scalar(double.NaN));
        using var dreamer = new Dreamer(discriminator, s_short);
        Assert.Contains("weights are damaged", Assert.Throws<LatentException>(() => dreamer.Dream(Some.Picture(40, 40))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_film_has_as_many_frames_as_were_asked_for()
    {
        using var discriminator = Discriminator();
        using var dreamer = new Dreamer(discriminator, s_short with { Steps = 1, Octaves = 1 });
        var told = new List<int>();
        var film = DreamFilm.Write(dreamer, Some.Picture(40, 32), At("film"), new() { Frames = 7, FramesPerSecond = 10 }, told.Add);
        Assert.Equal((7, 40, 32), (film.Frames, film.Width, film.Height));
        Assert.Equal(7, Directory.GetFiles(At("film")).Length);
        Assert.Equal(Enumerable.Range(1, 7), told);
        Assert.Equal(dreamer.Dream(Some.Picture(40, 32)).Pixels, PictureReader.Decode(At("film/frame000000.png")).Pixels);
    }

    [Fact]
    public void A_film_that_is_stopped_keeps_the_frames_that_it_has()
    {
        using var discriminator = Discriminator();
        using var dreamer = new Dreamer(discriminator, s_short with { Steps = 1, Octaves = 1 });
        using var stop = new CancellationTokenSource();
        var error = Assert.Throws<FilmStoppedException>(() => DreamFilm.Write(
            dreamer, Some.Picture(40, 32), At("film"), new() { Frames = 7 }, done => { if (done == 3) stop.Cancel(); }, stop.Token));
        Assert.Contains("the first 3 of 7 frames", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(At("film")).Length);
    }

    [Fact]
    public void Steps_are_told_and_a_stop_ends_a_dream()
    {
        using var discriminator = Discriminator();
        using var dreamer = new Dreamer(discriminator, s_short);
        var told = new List<(int, int)>();
        dreamer.Dream(Some.Picture(64, 64), (done, all) => told.Add((done, all)));
        Assert.Equal(Enumerable.Range(1, 9).Select(static done => (done, 9)), told);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => dreamer.Dream(Some.Picture(64, 64), (_, _) => stop.Cancel(), stop.Token));
    }

    [Fact]
    public void A_grey_network_dreams_on_colours_in_grey_and_on_grey_as_it_is()
    {
        using var discriminator = Discriminator(channels: 1);
        using var dreamer = new Dreamer(discriminator, s_short);
        Assert.Equal(1, dreamer.Dream(Some.Picture(40, 40)).Channels);
        using var colours = Discriminator();
        using var other = new Dreamer(colours, s_short);
        Assert.Equal(3, other.Dream(new Picture(40, 40, 1, new byte[1600])).Channels);
    }

    [Fact]
    public void Layers_that_are_asked_twice_or_in_vain_leave_no_tensor_behind()
    {
        using var discriminator = Discriminator();
        using var scope = TensorScope.Open();
        var x = Tensor.Zeros([1, 3, 7, 40]);
        var before = TensorScope.LiveTensors;
        using (TensorScope.Open())
        {
            Assert.Equal(3, discriminator.Activations(x, ["b32.conv1", "b32.conv1", "b16.conv0"]).Length);
            Assert.Equal(before + 3, TensorScope.LiveTensors);
            Assert.Throws<ArgumentException>(() => discriminator.Activations(x, ["b32.conv1", "b8"]));
            Assert.Equal(before + 3, TensorScope.LiveTensors);
        }
        Assert.Equal(before, TensorScope.LiveTensors);
    }

    [Fact]
    public void A_layer_that_does_not_exist_is_refused_with_those_that_do()
    {
        using var discriminator = Discriminator();
        var error = Assert.Throws<ArgumentException>(() => new Dreamer(discriminator, s_short with { Goals = [new("b4.conv")] }));
        Assert.Contains("no layer 'b4.conv'", error.Message, StringComparison.Ordinal);
        Assert.Contains("b32.fromrgb, b32.conv0, b32.conv1, b32.skip, b32, b16.conv0,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_dreamt_is_refused_in_one_sentence()
    {
        using var discriminator = Discriminator();
        void Refused(string expected, DreamOptions options) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new Dreamer(discriminator, options)).Message, StringComparison.Ordinal);
        Refused("name a layer", s_short with { Goals = [] });
        Refused("no channel 16: choose 0 to 15", s_short with { Goals = [new("b16.conv1", 16)] });
        Refused("expected a finite number", s_short with { Goals = [new("b16.conv1", Weight: double.NaN)] });
        Refused("expected 1 to 20", s_short with { Octaves = 0 });
        Refused("more than 1", s_short with { OctaveScale = 1 });
        Refused("expected 0 to 100,000", s_short with { Steps = -1 });
        Refused("0.012 is usual", s_short with { LearningRate = double.PositiveInfinity });
        Refused("expected 0 to 1,024", s_short with { Jitter = -1 });
        Refused("expected 0 to 1", s_short with { Smoothing = 1.5 });

        using var dreamer = new Dreamer(discriminator, s_short);
        Assert.Equal(8, dreamer.LeastSide);
        Assert.Contains("7 x 40 is too small for the layers b16.conv1, expected 8 pixels or more", Assert.Throws<ArgumentException>(() => dreamer.Dream(Some.Picture(7, 40))).Message, StringComparison.Ordinal);
        Assert.Equal(8, dreamer.Dream(Some.Picture(8, 8)).Width);
        Assert.Contains("expected 0.5 to 2", Assert.Throws<ArgumentException>(() => dreamer.Zoom(Some.Picture(40, 40), 3, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("expected 0 or more", Assert.Throws<ArgumentException>(() => dreamer.Zoom(Some.Picture(40, 40), 1.01, -1)).Message, StringComparison.Ordinal);
    }

    private static Discriminator Discriminator(int channels = 3)
    {
        using var random = new RandomGenerator(9);
        return new Discriminator(new DiscriminatorOptions { ImgResolution = 32, ImgChannels = channels, ChannelBase = 256, ChannelMax = 16 }, random);
    }

    /// <summary>What is dreamt of, measured on the whole picture.</summary>
    private static double Strength(Discriminator discriminator, Picture picture, DreamGoal goal)
    {
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        var x = Tensor.From([.. picture.Pixels.Select(static value => (value / 127.5f) - 1)], 1, picture.Height, picture.Width, 3).Permute(0, 3, 1, 2).Contiguous();
        var answer = discriminator.Activations(x, [goal.Layer])[0];
        return (goal.Channel is { } channel ? answer.Select(1, channel).Mean() : answer.Square().Mean()).ToScalar();
    }

    /// <summary>Bilinear by its definition, in 64 bits: between the four pixel centres round the place; outside, the nearest.</summary>
    private static double Zoomed(Picture picture, int x, int y, int channel, double zoom)
    {
        var column = Math.Clamp(((x + 0.5 - (picture.Width / 2.0)) / zoom) + (picture.Width / 2.0) - 0.5, 0, picture.Width - 1);
        var row = Math.Clamp(((y + 0.5 - (picture.Height / 2.0)) / zoom) + (picture.Height / 2.0) - 0.5, 0, picture.Height - 1);
        var (left, top) = (Math.Min((int)column, picture.Width - 2), Math.Min((int)row, picture.Height - 2));
        double At(int i, int j) => picture.Pixels[((((top + j) * picture.Width) + left + i) * 3) + channel];
        var (u, v) = (column - left, row - top);
        return (At(0, 0) * (1 - u) * (1 - v)) + (At(1, 0) * u * (1 - v)) + (At(0, 1) * (1 - u) * v) + (At(1, 1) * u * v);
    }
}
