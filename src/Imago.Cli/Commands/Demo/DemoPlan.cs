using System.Globalization;
using Imago.Training;
using Imago.Training.Data;
using Imago.Training.Quality;

namespace Imago.Cli.Commands.Demo;

/// <summary>What is trained, for how long, and what is shown of it.</summary>
internal static class DemoPlan
{
    /// <summary>Ticks in a demo: previews after 1, 2, 4 … of them; a snapshot in the middle and one at the end.</summary>
    private const int Ticks = 64, TicksBetweenSnapshots = 32;

    /// <summary>The training that a demo begins is so many times as long, for whoever goes on with it.</summary>
    private const int Whole = 10;

    /// <summary>Chooses a network, and divides the time that is left between training and what follows it.</summary>
    internal static TrainingOptions Make(ImageDataset pictures, string? begin, int seed, DemoTime time, Session session, ProgressMeter meter, CancellationToken cancel)
    {
        var network = DemoNetwork.Choose(pictures, begin, seed, time.Training(time.Trying), time.Trying, tries => meter.Report(tries), session.Note, cancel);

        // Quality numbers with as many pictures as the time allows: setting up counts as two measurements, and there are two.
        var secondsToMakeOne = network.SecondsPerKimg / 1000 / 6;
        var (quality, secondsOfQuality) = (0, 0.0);
        if (time.Quality >= TimeSpan.FromSeconds(4))
        {
            var cost = QualityCost.Probe(pictures.Resolution, pictures.Channels);
            quality = Math.Min(1000, cost.PicturesWithin(time.Quality.TotalSeconds / 4, secondsToMakeOne));
            quality = quality < 50 ? 0 : quality;
            secondsOfQuality = quality == 0 ? 0 : cost.Seconds(quality) + (quality * secondsToMakeOne);
        }

        // Before the training the meter is set up; after it come the last numbers, its snapshot, and the pictures.
        var after = TimeSpan.FromSeconds((secondsOfQuality * 3) + (200 * secondsToMakeOne)) + (time.Quality / 2);
        var training = time.Training(after);
        var kimg = network.Kimg(training);
        var options = network.Options with
        {
            StopAfter = training,
            Kimg = Math.Ceiling(kimg * Whole),
            Tick = Math.Max(1, Math.Round(kimg * 1000 / Ticks / network.Options.Batch)) * network.Options.Batch / 1000,
            Snap = TicksBetweenSnapshots,
            QualityPictures = quality,
            PreviewPictures = 20,
        };
        session.Note(string.Create(CultureInfo.InvariantCulture, $"     chosen: {options.Generator.ChannelMax} channels at most, {options.Batch} pictures a step, about {kimg * 1000:N0} pictures"));
        return options;
    }
}
