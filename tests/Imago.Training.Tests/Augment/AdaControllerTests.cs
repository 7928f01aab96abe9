using System.Text.Json;
using Imago.Torch;
using Imago.Training.Augment;

namespace Imago.Training.Tests.Augment;

public sealed class AdaControllerTests
{
    [Fact]
    public void Every_four_batches_p_takes_one_step_towards_the_target()
    {
        var ada = new AdaController(new());
        Batches(ada, 3, images: 32, sign: 0.7);
        Assert.Equal(0, ada.P);
        Batches(ada, 1, images: 32, sign: 0.7);
        Assert.Equal(32 * 4 / 500_000.0, ada.P, 15);
        Assert.Equal(0.7, ada.State.LastMeanSign!.Value, 12);
        Batches(ada, 4, images: 32, sign: 0.7);
        Assert.Equal(2 * 32 * 4 / 500_000.0, ada.P, 15);
        Batches(ada, 4, images: 32, sign: 0.5);
        Assert.Equal(32 * 4 / 500_000.0, ada.P, 15);
        Batches(ada, 20, images: 32, sign: 0.5);
        Assert.Equal(0, ada.P);
    }

    [Fact]
    public void The_mean_is_over_all_pictures_of_the_interval_and_starts_anew_after_it()
    {
        var ada = new AdaController(new() { Interval = 2, Target = 0.25 });
        using (TensorScope.Open())
        {
            ada.Observe(Tensor.From([3f, 2f, 0.1f, 5f], 4, 1)); // +4
            Assert.Null(ada.EndBatch(4));
            ada.Observe(Tensor.From([-1f, -2f, 0f, 7f], 4, 1)); // -1
            Assert.Null(ada.EndBatch(4));
        }
        Assert.Equal(3 / 8.0, ada.State.LastMeanSign);
        Assert.Equal(8 / 500_000.0, ada.P, 15);
        Assert.Equal((0, 0L, 0, 0L), (ada.State.SignSum, ada.State.SignCount, ada.State.Batches, ada.State.Images));
    }

    [Fact]
    public void On_target_p_stays()
    {
        var ada = new AdaController(new() { InitialP = 0.3, Target = 0.5 });
        Batches(ada, 40, images: 8, sign: 0.5);
        Assert.Equal(0.3, ada.P);
    }

    [Fact]
    public void P_stops_at_1_and_the_user_is_told_once_after_100_thousand_pictures_there()
    {
        var ada = new AdaController(new() { InitialP = 0.98 });
        var warnings = new List<(long Images, string Text)>();
        for (var images = 64; images <= 256 * 1200; images += 64)
        {
            ada.Observe(64, 64);
            if (ada.EndBatch(64) is { } warning)
                warnings.Add((images, warning));
        }
        Assert.Equal(1, ada.P);
        var (at, text) = Assert.Single(warnings);
        Assert.InRange(at, 105_000 - 512, 105_000 + 512); // 5,000 pictures from 0.98 to 0.99, then 100,000
        Assert.Contains("Add pictures", text, StringComparison.Ordinal);
        Assert.Contains("r = 1.00, target 0.60", text, StringComparison.Ordinal);

        // The way back begins at once.
        Batches(ada, 4, images: 64, sign: 0);
        Assert.Equal(1 - (256 / 500_000.0), ada.P, 12);
    }

    [Fact]
    public void A_saved_state_continues_exactly()
    {
        var random = new Random(1);
        var straight = new AdaController(new() { SpeedKimg = 100, InitialP = 0.37 });
        var saved = straight;
        for (var batch = 0; batch < 1000; batch++)
        {
            var (sum, count) = (random.Next(-16, 17), 16);
            straight.Observe(sum, count);
            if (!ReferenceEquals(saved, straight))
                saved.Observe(sum, count);
            straight.EndBatch(16);
            if (!ReferenceEquals(saved, straight))
                saved.EndBatch(16);
            if (batch % 97 == 42)
                saved = new(new() { SpeedKimg = 100 }, JsonSerializer.Deserialize<AdaState>(JsonSerializer.Serialize(saved.State)));
        }
        Assert.NotSame(saved, straight);
        Assert.Equal(straight.State, saved.State);
    }

    [Theory]
    [InlineData(AugmentMode.Off, 0)]
    [InlineData(AugmentMode.Fixed, 0.4)]
    public void Switched_off_or_fixed_p_never_moves(AugmentMode mode, double expected)
    {
        var ada = new AdaController(new() { Mode = mode, InitialP = 0.4 });
        Batches(ada, 100, images: 64, sign: 1);
        Assert.Equal(expected, ada.P);
    }

    [Fact]
    public void Without_answers_p_stays()
    {
        var ada = new AdaController(new() { InitialP = 0.2 });
        for (var i = 0; i < 8; i++)
            Assert.Null(ada.EndBatch(64));
        Assert.Equal(0.2, ada.P);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new AdaController(new() { InitialP = 1.5 }));
        Assert.Throws<ArgumentException>(() => new AdaController(new() { Target = double.NaN }));
        Assert.Throws<ArgumentException>(() => new AdaController(new() { SpeedKimg = 0 }));
        Assert.Throws<ArgumentException>(() => new AdaController(new() { Interval = 0 }));
    }

    private static void Batches(AdaController ada, int count, int images, double sign)
    {
        for (var i = 0; i < count; i++)
        {
            ada.Observe(sign * images, images);
            Assert.Null(ada.EndBatch(images));
        }
    }
}
