using System.Diagnostics;

namespace Imago.Training.Quality;

/// <summary>What the quality numbers cost on this machine, so that a run can choose how many pictures it affords.</summary>
/// <param name="SecondsPerPicture">For each generated picture and snapshot, without making it.</param>
/// <param name="FixedSeconds">For each snapshot, however few the pictures.</param>
public readonly record struct QualityCost(double SecondsPerPicture, double FixedSeconds)
{
    /// <summary>Seconds for one <see cref="QualityMeter.Measure"/>; setting up the meter costs twice as much, once.</summary>
    public double Seconds(int pictures) => FixedSeconds + SecondsPerPicture * pictures;

    /// <summary>How many pictures fit into a time; 0 where none do.</summary>
    /// <param name="seconds">For the numbers of one snapshot.</param>
    /// <param name="secondsToMakeOne">What the network takes for one picture.</param>
    public int PicturesWithin(double seconds, double secondsToMakeOne) =>
        (int)Math.Clamp((seconds - FixedSeconds) / (SecondsPerPicture + secondsToMakeOne), 0, int.MaxValue);

    /// <summary>Measures it with pictures of noise: some 400 pictures' worth of work, on all cores.</summary>
    /// <param name="resolution">A power of two from 16 to 1024.</param>
    /// <param name="channels">1 or 3.</param>
    public static QualityCost Probe(int resolution, int channels)
    {
        const int few = 16, many = 80;
        var noise = new byte[channels * resolution * resolution];
        new Random(0).NextBytes(noise);
        using var meter = new QualityMeter(new PictureSet(2 * few, channels, resolution, (_, pixels) => noise.CopyTo(pixels)), new QualityOptions { Pictures = few });
        using var larger = new QualityMeter(new PictureSet(2 * many, channels, resolution, (_, pixels) => noise.CopyTo(pixels)), new QualityOptions { Pictures = many });
        var (atFew, atMany) = (Measure(meter), Measure(larger));
        var each = Math.Max(0, atMany - atFew) / (many - few);
        return new(each, Math.Max(0, atFew - each * few));

        double Measure(QualityMeter with)
        {
            var watch = Stopwatch.StartNew();
            with.Measure(Enumerable.Repeat(noise, with.Pictures));
            return watch.Elapsed.TotalSeconds;
        }
    }
}
