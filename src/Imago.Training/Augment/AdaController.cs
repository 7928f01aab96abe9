using Imago.Torch;

namespace Imago.Training.Augment;

/// <summary>What decides the augmentation probability.</summary>
public enum AugmentMode
{
    /// <summary>None: it is 0.</summary>
    Off,

    /// <summary>The user: it stays as given.</summary>
    Fixed,

    /// <summary>How well the discriminator knows the real pictures.</summary>
    Adaptive,
}

/// <summary>How the augmentation probability is decided.</summary>
public sealed record AdaOptions
{
    /// <summary>What decides it.</summary>
    public AugmentMode Mode { get; init; } = AugmentMode.Adaptive;

    /// <summary>The probability in <see cref="AugmentMode.Fixed"/>, and the one to start from in <see cref="AugmentMode.Adaptive"/>; 0 to 1.</summary>
    public double InitialP { get; init; }

    /// <summary>The mean sign of the discriminator's answers to real pictures that is aimed at, -1 to 1.</summary>
    public double Target { get; init; } = 0.6;

    /// <summary>In how many thousand pictures the probability can go from 0 to 1: 500, or 100 when training goes on from another network.</summary>
    public double SpeedKimg { get; init; } = 500;

    /// <summary>Batches between two adjustments.</summary>
    public int Interval { get; init; } = 4;

    /// <summary>Checks every number once.</summary>
    /// <exception cref="ArgumentException">One is out of its range.</exception>
    public AdaOptions Validate()
    {
        if (InitialP is not (>= 0 and <= 1))
            throw new ArgumentException($"the augmentation probability is {InitialP}: it must be from 0 to 1.");
        if (Target is not (>= -1 and <= 1))
            throw new ArgumentException($"the augmentation target is {Target}: it is a mean of signs and must be from -1 to 1; 0.6 is usual.");
        if (!(SpeedKimg > 0) || !double.IsFinite(SpeedKimg))
            throw new ArgumentException($"the speed of the augmentation is {SpeedKimg} kimg: it must be more than 0; 500 is usual.");
        if (Interval < 1)
            throw new ArgumentException($"the augmentation is adjusted every {Interval} batches: it must be 1 or more; 4 is usual.");
        return this;
    }
}

/// <summary>Everything that changes while the controller runs; restoring it continues exactly.</summary>
/// <param name="P">The augmentation probability.</param>
/// <param name="SignSum">Sum of the signs seen since the last adjustment.</param>
/// <param name="SignCount">How many they are.</param>
/// <param name="Batches">Batches since the last adjustment.</param>
/// <param name="Images">Pictures in them.</param>
/// <param name="LastMeanSign">The mean sign at the last adjustment; null before the first.</param>
/// <param name="SaturatedImages">Pictures since the probability last rose above <see cref="AdaController.Saturated"/>.</param>
public sealed record AdaState(
    double P, double SignSum = 0, long SignCount = 0, int Batches = 0, long Images = 0, double? LastMeanSign = null, long SaturatedImages = 0);

/// <summary>
/// Adaptive discriminator augmentation (Karras et al. 2020, arXiv:2006.06676, section 3.1): r, the mean sign of the discriminator's
/// answers to real pictures, tells how much it overfits (0 not at all, 1 completely). Every few batches the probability goes up by a fixed
/// step where r is above the target, down where it is below. Unlike there, it stops at 1: beyond, every augmentation is applied
/// already, and the way back would take as long as the way there.
/// </summary>
public sealed class AdaController
{
    /// <summary>Above this probability the augmentation counts as being at its end.</summary>
    public const double Saturated = 0.99;

    /// <summary>After how many pictures there the user is told, in thousands.</summary>
    public const double WarnAfterKimg = 100;

    private readonly AdaOptions _options;

    /// <summary>Starts, or continues from a state.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public AdaController(AdaOptions options, AdaState? state = null)
    {
        _options = options.Validate();
        State = state ?? new(options.Mode == AugmentMode.Off ? 0 : options.InitialP);
    }

    /// <summary>All that changes.</summary>
    public AdaState State { get; private set; }

    /// <summary>The augmentation probability, 0 to 1.</summary>
    public double P => State.P;

    /// <summary>Whether the next call of <see cref="EndBatch"/> goes by what was observed.</summary>
    public bool DecidesNext => _options.Mode == AugmentMode.Adaptive && State.Batches + 1 >= _options.Interval;

    /// <summary>Takes note of the discriminator's answers to (augmented) real pictures, of any shape.</summary>
    public void Observe(Tensor realScores)
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        Observe(realScores.Detach().To(ScalarType.Float32).Sign().Sum().ToScalar(), realScores.Count);
    }

    /// <summary>Takes note of answers of which the signs are summed already, such as those of several processes.</summary>
    public void Observe(double signSum, long count)
    {
        if (_options.Mode == AugmentMode.Adaptive)
            State = State with { SignSum = State.SignSum + signSum, SignCount = State.SignCount + count };
    }

    /// <summary>To be called after each batch; adjusts the probability when it is time.</summary>
    /// <param name="images">Pictures in the batch.</param>
    /// <returns>A warning for the user, once each time the probability has stayed at its end; else null.</returns>
    public string? EndBatch(int images)
    {
        if (_options.Mode != AugmentMode.Adaptive)
            return null;
        var decides = DecidesNext;
        State = State with { Batches = State.Batches + 1, Images = State.Images + images };
        if (!decides)
            return null;

        var before = State;
        var (p, meanSign) = (before.P, before.LastMeanSign);
        if (before.SignCount > 0)
        {
            meanSign = before.SignSum / before.SignCount;
            var step = before.Images / (_options.SpeedKimg * 1000);
            p = Math.Clamp(p + (Math.Sign(meanSign.Value - _options.Target) * step), 0, 1);
        }
        State = new(p, LastMeanSign: meanSign, SaturatedImages: p > Saturated ? before.SaturatedImages + before.Images : 0);
        return before.SaturatedImages < WarnAfterKimg * 1000 && State.SaturatedImages >= WarnAfterKimg * 1000 ? Warning() : null;
    }

    private string Warning() => FormattableString.Invariant(
        $"the augmentation has been at its strongest (p = {State.P:0.00}) for {State.SaturatedImages / 1000.0:0} thousand pictures, and the discriminator still knows the real ones too well (r = {State.LastMeanSign:0.00}, target {_options.Target:0.00}): this data set is too small for training much longer. Add pictures or use --mirror 1, or stop at the best snapshot so far; if new pictures come out turned or tinted, the augmentation leaks into them: use --aug fixed --p 0.6, or --aug noaug.");
}
