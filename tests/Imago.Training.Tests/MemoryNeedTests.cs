using Imago.Networks;
using Imago.Torch;

namespace Imago.Training.Tests;

public class MemoryNeedTests
{
    // Peaks (VmHWM) of one batch with all four phases and augmentation, --cbase 16384, libtorch 1.13.1 on 4 cores, in GB.
    [Theory]
    [InlineData(64, 8, ScalarType.BFloat16, 1.71)]
    [InlineData(64, 16, ScalarType.Float32, 3.44)]
    [InlineData(128, 4, ScalarType.BFloat16, 1.84)]
    public void The_estimate_is_a_little_above_what_was_measured(int resolution, int batch, ScalarType type, double measured) =>
        Assert.InRange(MemoryNeed.Estimate(Options(resolution, batch, type)) / 1e9, measured, measured * 1.2);

    [Fact]
    public void A_batch_that_cannot_fit_is_refused_with_one_that_may()
    {
        var message = Assert.Throws<TrainingException>(() => MemoryNeed.Check(Options(1024, 1 << 20, ScalarType.Float32))).Message;

        Assert.Matches(@"^a round of 1048576 pictures needs about [\d.]+ GB of memory and [\d.]+ GB are free: set --batch-gpu to \d+ or less, or a smaller --cbase\.$", message);
        MemoryNeed.Check(Options(16, 1, ScalarType.Float32) with { Device = "cuda" });
    }

    private static TrainingOptions Options(int resolution, int batch, ScalarType type) => new()
    {
        Data = "", Resolution = resolution, Channels = 3, PictureCount = 1, Cfg = "auto", Kimg = 1, Batch = batch, BatchGpu = batch, GeneratorRate = 0.002,
        DiscriminatorRate = 0.002, Gamma = 1, EmaKimg = 1, Threads = 1, PrecisionType = type, PrecisionBlocks = type == ScalarType.Float32 ? 0 : 4,
        Generator = new GeneratorOptions { ImgResolution = resolution, ChannelBase = 16384 },
        Discriminator = new DiscriminatorOptions { ImgResolution = resolution, ChannelBase = 16384 },
    };
}
