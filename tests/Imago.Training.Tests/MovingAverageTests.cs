namespace Imago.Training.Tests;

public class MovingAverageTests
{
    [Theory]
    [InlineData(10.0, null, 0, 32, 0.9977844)] // ½^(32 / 10,000)
    [InlineData(10.0, 0.05, 0, 32, 0.0)] // the ramp begins with the weights themselves
    [InlineData(10.0, 0.05, 100_000, 32, 0.9955737)] // half-life 5,000 pictures
    [InlineData(10.0, 0.05, 1_000_000, 32, 0.9977844)] // the ramp has ended
    [InlineData(0.0, null, 0, 32, 0.0)]
    public void Beta_halves_an_old_weights_share_in_so_many_pictures(double kimg, double? rampup, long seen, int batch, double expected) =>
        Assert.Equal(expected, MovingAverage.Beta(kimg, rampup, seen, batch), 1e-7);
}
