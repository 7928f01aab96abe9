using System.Text.Json;
using Imago.Torch;
using Imago.Training.Quality;

namespace Imago.Training.Tests.Quality;

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;

[Collection(nameof(Alone))] // one test counts all tensors of the process
public class QualityMeterTests
{
    private const int Side = 32;
    private static readonly Lazy<PictureSet> s_reals = new(static () => SomePictures.Set(240, Side));

    [Fact]
    public void Fresh_pictures_of_the_same_kind_are_near_the_floor_in_both_numbers()
    {
        using var meter = new QualityMeter(s_reals.Value, new QualityOptions { Pictures = 120 });

        var result = meter.Measure(SomePictures.Batches(120, Side));

        Assert.Equal([32, 16], result.Levels.Select(static l => l.Side));
        Assert.All(result.Levels, static l => Assert.InRange(l.Distance / l.Floor, 0.4, 2.5));
        Assert.True(result.Kid.Low <= 0 && result.Kid.High >= 0, result.Words);
        Assert.True(result.KidFloor.Low <= 0 && result.KidFloor.High >= 0, result.Words);
        Assert.Equal((120, 240), (result.Pictures, result.Reals));
    }

    [Fact]
    public void The_sliced_distance_sees_noise_in_the_fine_octave_and_shuffled_colours_pass_it_by()
    {
        using var meter = new QualityMeter(s_reals.Value, new QualityOptions { Pictures = 120 });
        var random = new NumpyRandom(1);
        var fresh = meter.Measure(SomePictures.Batches(120, Side));
        var noisy = meter.Measure(SomePictures.Batches(120, Side, p => SomePictures.Each(p, (_, v) => v + 12 * random.StandardNormal())));
        var darker = meter.Measure(SomePictures.Batches(120, Side, static p => SomePictures.Each(p, static (_, v) => v * 0.8)));

        Assert.True(noisy.Levels[0].Distance > 4 * noisy.Levels[0].Floor, noisy.Words);
        // Each set is brought to its own mean and deviation, so a darker set is the same set to SWD. KID is there for that.
        Assert.InRange(darker.Swd / fresh.Swd, 0.9, 1.1);
        Assert.True(darker.Kid.Low > 20 * fresh.Kid.StandardError, darker.Words);
    }

    [Fact]
    public void Lost_modes_and_an_upside_down_layout_show_in_the_kernel_distance()
    {
        using var meter = new QualityMeter(s_reals.Value, new QualityOptions { Pictures = 120 });
        var fresh = meter.Measure(SomePictures.Batches(120, Side));
        var fewModes = meter.Measure(SomePictures.Batches(120, Side, which: static i => i % 4));
        var upsideDown = meter.Measure(SomePictures.Batches(120, Side, static p => SomePictures.Each(p, (i, _) => p[i / (Side * Side) * Side * Side + (Side - 1 - i / Side % Side) * Side + i % Side])));

        Assert.True(fewModes.Kid.Value > 6 * fresh.Kid.StandardError, fewModes.Words);
        Assert.True(upsideDown.Kid.Low > 0 && upsideDown.Kid.Value > 6 * fresh.Kid.StandardError, upsideDown.Words);
    }

    [Fact]
    public void Copies_of_the_training_pictures_pass_and_the_words_say_that_no_number_sees_it()
    {
        using var meter = new QualityMeter(s_reals.Value, new QualityOptions { Pictures = 120 });

        var copies = meter.Measure(Enumerable.Range(0, 120).Select(static i => SomePictures.Discs(i, Side)));

        Assert.True(copies.Kid.Low <= 0, copies.Words);
        Assert.True(copies.Swd < 1.5 * copies.SwdFloor, copies.Words);
        Assert.Contains("neither sees memorising", copies.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_pictures_give_the_same_numbers_however_they_are_batched()
    {
        using var meter = new QualityMeter(s_reals.Value, new QualityOptions { Pictures = 100, Mirror = true, Seed = 9 });
        using var again = new QualityMeter(s_reals.Value, new QualityOptions { Pictures = 100, Mirror = true, Seed = 9 });

        var a = meter.Measure(SomePictures.Batches(100, Side, batch: 1));
        var b = again.Measure(SomePictures.Batches(110, Side, batch: 55));

        Assert.Equal(a.Levels, b.Levels);
        Assert.Equal(a.Kid, b.Kid);
        Assert.Equal(a.KidFloor, b.KidFloor);
    }

    [Fact]
    public void Another_seed_takes_other_pictures_and_patches()
    {
        using var meter = new QualityMeter(s_reals.Value, new QualityOptions { Pictures = 60 });
        using var other = new QualityMeter(s_reals.Value, new QualityOptions { Pictures = 60, Seed = 1 });

        Assert.NotEqual(meter.Measure(SomePictures.Batches(60, Side)).Levels, other.Measure(SomePictures.Batches(60, Side)).Levels);
    }

    [Fact]
    public void A_small_data_set_is_halved_and_the_words_say_so()
    {
        using var meter = new QualityMeter(SomePictures.Set(41, Side), new QualityOptions { Pictures = 1000 });

        var result = meter.Measure(SomePictures.Batches(20, Side));

        Assert.Equal((20, 40), (meter.Pictures, result.Reals));
        Assert.Contains("Only 20 of 1,000 pictures a side were compared: the data set has 41", result.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(3, 16)]
    [InlineData(3, 256)]
    public void Grey_small_and_large_pictures_have_their_octaves(int channels, int side)
    {
        using var meter = new QualityMeter(SomePictures.Set(16, side, channels), new QualityOptions { Pictures = 8 });

        var result = meter.Measure(SomePictures.Batches(8, side, channels: channels));

        Assert.Equal(LaplacianPyramid.SidesOf(side), result.Levels.Select(static l => l.Side));
        Assert.All(result.Levels, static l => Assert.True(l.Distance > 0 && double.IsFinite(l.Distance / l.Floor)));
        Assert.True(double.IsFinite(result.Kid.Low) && result.Kid.Low < result.Kid.High);
    }

    [Fact]
    public void The_line_for_programs_holds_every_number_beside_its_floor_and_the_network()
    {
        using var meter = new QualityMeter(s_reals.Value, new QualityOptions { Pictures = 30 });
        var result = meter.Measure(SomePictures.Batches(30, Side));

        var line = result.ToJson(12.5);
        var json = JsonDocument.Parse(line).RootElement;

        Assert.DoesNotContain('\n', line);
        Assert.Equal(12.5, json.GetProperty("kimg").GetDouble());
        Assert.Equal(result.Levels.Average(static l => l.Distance), json.GetProperty("swd").GetDouble(), 1e-9);
        Assert.Equal(result.Levels[1].Distance, json.GetProperty("swd_levels").GetProperty("16").GetDouble(), 1e-9);
        Assert.Equal(result.Levels[0].Floor, json.GetProperty("swd_floor_levels").GetProperty("32").GetDouble(), 1e-9);
        Assert.Equal(result.Kid.High, json.GetProperty("kid_high").GetDouble(), 1e-12);
        Assert.Equal("random-vgg/1", json.GetProperty("kid_network").GetString());
        Assert.Equal((30, 60), (json.GetProperty("pictures").GetInt32(), json.GetProperty("reals").GetInt32()));
    }

    [Fact]
    public void The_words_name_the_worst_octave_and_whether_the_interval_leaves_zero_out()
    {
        static QualityResult Result(double fine, double kid) => new()
        {
            Levels = [new(32, fine, 8), new(16, 10, 9)], Kid = new(kid, 0.001), KidFloor = new(0.0001, 0.0005),
            Pictures = 500, PicturesAsked = 500, Reals = 1000, RealsInSet = 4000, Seconds = 1,
        };

        Assert.Contains("texture is farthest off at 32 px, 3.0 times the floor", Result(24, 0).Words, StringComparison.Ordinal);
        Assert.Contains("SWD 9.5 (floor 8.5; 32 px 9.0, 16 px 10.0; floors 8.0, 9.0): texture cannot be told from", Result(9, 0).Words, StringComparison.Ordinal);
        Assert.Contains("KID 1.50 (-0.46 to 3.46; floor 0.10) x 10^-3 on random-vgg/1: layout, colour and variety cannot be told", Result(9, 0.0015).Words, StringComparison.Ordinal);
        Assert.Contains("layout, colour or variety differ", Result(9, 0.004).Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Only", Result(9, 0.004).Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_input_is_answered_with_the_number_met_and_the_number_expected()
    {
        static string Message(Action action) => Assert.Throws<ArgumentException>(action).Message;
        using var meter = new QualityMeter(s_reals.Value, new QualityOptions { Pictures = 20 });

        Assert.Contains("5 pictures came, expected 20", Message(() => meter.Measure(SomePictures.Batches(5, Side))), StringComparison.Ordinal);
        Assert.Contains("100 bytes were given, expected whole pictures of 3,072 bytes", Message(() => meter.Measure([new byte[100]])), StringComparison.Ordinal);
        Assert.Contains("need 16 or more real pictures, the data set has 15", Message(static () => _ = new QualityMeter(SomePictures.Set(15, Side))), StringComparison.Ordinal);
        Assert.Contains("3 channels at 8", Message(static () => _ = new QualityMeter(SomePictures.Set(16, 8))), StringComparison.Ordinal);
        Assert.Contains("7 pictures were asked for, expected 8", Message(static () => _ = new QualityMeter(s_reals.Value, new QualityOptions { Pictures = 7 })), StringComparison.Ordinal);
    }

    [Fact]
    public void Stopping_ends_the_work_and_no_tensor_is_left_behind()
    {
        var before = TensorScope.LiveTensors;
        using (var stop = new CancellationTokenSource())
        {
            using var meter = new QualityMeter(s_reals.Value, new QualityOptions { Pictures = 20 }, stop.Token);
            meter.Measure(SomePictures.Batches(20, Side));
            stop.Cancel();
            Assert.Throws<OperationCanceledException>(() => meter.Measure(SomePictures.Batches(20, Side), stop.Token));
            Assert.Throws<OperationCanceledException>(() => new QualityMeter(s_reals.Value, new QualityOptions { Pictures = 20 }, stop.Token));
        }
        Assert.Equal(before, TensorScope.LiveTensors);
    }

    [Fact]
    public void The_cost_is_known_beforehand_and_tells_how_many_pictures_a_time_affords()
    {
        var cost = QualityCost.Probe(Side, 3);

        Assert.InRange(cost.Seconds(100), 1e-4, 60);
        var cheap = new QualityCost(0.001, 0.1);
        Assert.Equal(450, cheap.PicturesWithin(1, 0.001));
        Assert.Equal(0, cheap.PicturesWithin(0.05, 0.001));
    }
}
