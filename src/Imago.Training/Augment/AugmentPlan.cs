using Imago.Torch;

namespace Imago.Training.Augment;

/// <summary>What was chosen for each picture of a batch. A group is null where the pipe offers none of it.</summary>
public sealed record AugmentPlan
{
    /// <summary>
    /// From a point of the new picture to the point of the old one that is shown there, in pixels from the centre, one a picture.
    /// </summary>
    public Affine2[]? Inverse { get; init; }

    /// <summary>From old to new colours, one a picture.</summary>
    public ColorTransform[]? Color { get; init; }

    /// <summary>The gains [4] of the octave bands, coarse to fine, one set a picture.</summary>
    public double[][]? BandGains { get; init; }

    /// <summary>The standard deviation of the added noise, one a picture.</summary>
    public double[]? NoiseSigma { get; init; }

    /// <summary>The noise of deviation 1 [N, C, H, W].</summary>
    public Tensor? Noise { get; init; }

    /// <summary>The hole's centre as shares of width and height, one a picture; null for none.</summary>
    public (double X, double Y)?[]? Hole { get; init; }
}
