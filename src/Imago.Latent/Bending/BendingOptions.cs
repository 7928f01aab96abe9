using Imago.Latent.Walks;

namespace Imago.Latent.Bending;

/// <summary>What the film of a network that is bent is like.</summary>
public sealed record BendingOptions
{
    /// <summary>Its length.</summary>
    public double Seconds { get; init; } = 6;

    /// <summary>Frames a second.</summary>
    public double FramesPerSecond { get; init; } = 30;

    /// <summary>How the way begins and ends; with <see cref="Loop"/> each of both ways.</summary>
    public Easing Easing { get; init; } = Easing.InOut;

    /// <summary>Whether it comes back in the second half, so that the film can be played round and round: the frame after the last is the first.</summary>
    public bool Loop { get; init; }

    /// <summary>Pictures a row, where several are bent together.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>ψ.</summary>
    public double TruncationPsi { get; init; } = 0.7;

    /// <summary>The class, for latents without a label in a network with labels.</summary>
    public int? Class { get; init; }
}
