namespace Imago.Latent.Dreams;

/// <summary>How a dream goes. Pictures are numbers from -1 to 1.</summary>
public sealed record DreamOptions
{
    /// <summary>What becomes stronger; one goal or more.</summary>
    public required IReadOnlyList<DreamGoal> Goals { get; init; }

    /// <summary>In how many sizes, from small to full: small ones give large shapes, the full one detail. Sizes that are too small for a layer are left out.</summary>
    public int Octaves { get; init; } = 4;

    /// <summary>How much larger each size is than the one before; over 1.</summary>
    public double OctaveScale { get; init; } = 1.4;

    /// <summary>Steps in each size.</summary>
    public int Steps { get; init; } = 10;

    /// <summary>How far a step goes, as the root mean square of what it changes.</summary>
    public double LearningRate { get; init; } = 0.012;

    /// <summary>By how many pixels at most the picture is shifted before each step, so that the network's own grid does not show.</summary>
    public int Jitter { get; init; } = 16;

    /// <summary>How much of its own blur a picture takes on with each step, 0 to 1: it calms what is as fine as single pixels.</summary>
    public double Smoothing { get; init; } = 0.03;

    /// <summary>Of the shifts, and of the noise where there is no picture to begin with.</summary>
    public long Seed { get; init; }
}
