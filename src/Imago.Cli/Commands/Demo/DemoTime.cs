using System.Diagnostics;

namespace Imago.Cli.Commands.Demo;

/// <summary>How a demo divides its time, so that it ends when it said it would, however fast the machine is.</summary>
/// <param name="total">From the first word to the last.</param>
internal sealed class DemoTime(TimeSpan total)
{
    private readonly long began = Stopwatch.GetTimestamp();

    /// <summary>For painting portraits.</summary>
    internal TimeSpan Painting => total * 0.08;

    /// <summary>For reading and resizing a user's own pictures, of which there may be any number.</summary>
    internal TimeSpan Packing => total * 0.25;

    /// <summary>For trying how fast networks of several sizes are.</summary>
    internal TimeSpan Trying => total * 0.05;

    /// <summary>For the quality numbers: all of them, and what they are compared with.</summary>
    internal TimeSpan Quality => total * 0.04;

    /// <summary>Since the beginning.</summary>
    internal TimeSpan Elapsed => Stopwatch.GetElapsedTime(began);

    /// <summary>For training, when <paramref name="after"/> is needed for what comes before and after it; a tenth of all at the very least.</summary>
    internal TimeSpan Training(TimeSpan after) => TimeSpan.FromSeconds(Math.Max((total - Elapsed - after).TotalSeconds, total.TotalSeconds / 10));
}
