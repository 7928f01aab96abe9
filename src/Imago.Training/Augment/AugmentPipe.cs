using Imago.Torch;

namespace Imago.Training.Augment;

/// <summary>
/// The augmentations that the discriminator sees its pictures through, real and generated alike (Karras et al. 2020,
/// "Training Generative Adversarial Networks with Limited Data", arXiv:2006.06676, appendix B): each is applied to each picture
/// independently with probability <see cref="P"/> times its strength, in the order geometry, colour, filter, noise, cutout.
/// Twice differentiable in the pictures, as R1 needs.
/// </summary>
public sealed class AugmentPipe
{
    private double _p;

    /// <summary>Makes a pipe.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public AugmentPipe(AugmentOptions options) => Options = options.Validate();

    /// <summary>What it offers.</summary>
    public AugmentOptions Options { get; }

    /// <summary>The probability of each augmentation, 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in that range.</exception>
    public double P
    {
        get => _p;
        set => _p = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"the augmentation probability is {value}: it must be from 0 to 1.");
    }

    /// <summary>Augments pictures [N, C, H, W] in 32- or 64-bit floats from about -1 to 1. With P = 0 they come back as they are, and nothing is drawn.</summary>
    /// <exception cref="ArgumentException">Colours are to be changed, and there are neither 1 nor 3 channels.</exception>
    public Tensor Apply(Tensor images, IAugmentDraws draws)
    {
        if (P == 0)
            return images;
        using var scope = TensorScope.Open();
        var augmented = Apply(images, Plan(images, draws));
        return augmented == images ? images : scope.Keep(augmented);
    }

    /// <summary>Chooses what <see cref="Apply(Tensor, AugmentPlan)"/> does with a batch, from its shape.</summary>
    public AugmentPlan Plan(Tensor images, IAugmentDraws draws) =>
        new Planner(Options, P, draws, (int)images.AssertShape(-1, -1, -1, -1).Size(0)).Plan((int)images.Size(1), (int)images.Size(2), (int)images.Size(3));

    /// <summary>Does what a plan says. What changes nothing costs nothing.</summary>
    public Tensor Apply(Tensor images, AugmentPlan plan)
    {
        if (plan.Color is not null && images.Size(1) is not (1 or 3))
            throw new ArgumentException($"pictures of {images.Size(1)} channels have no colours to augment: use 1 or 3 channels, or a pipe without colour such as bg.");
        using var scope = TensorScope.Open();
        var x = images;
        if (plan.Inverse is { } inverse)
        {
            x = Batch.Replace(x, Warp.Groups(inverse, (int)x.Size(2), (int)x.Size(3)),
                (some, which) => Warp.Apply(some, Array.ConvertAll(which, i => inverse[i])));
        }
        if (plan.Color is { } color && !Array.TrueForAll(color, transform => transform.IsIdentity))
            x = Recolor(x, color);
        if (plan.BandGains is { } gains)
        {
            int[] filtered = [.. Enumerable.Range(0, gains.Length).Where(i => gains[i].AsSpan().ContainsAnyExcept(1.0))];
            x = Batch.Replace(x, filtered.Length == 0 ? [] : [filtered], (some, which) => BandFilter.Apply(some, Array.ConvertAll(which, i => gains[i])));
        }
        if (plan.NoiseSigma is { } sigma && sigma.AsSpan().ContainsAnyExcept(0.0))
            x = x.Add(plan.Noise!.To(x.Type).To(x.Device).Mul(PerPicture(sigma, x)));
        if (plan.Hole is { } hole && Array.Exists(hole, centre => centre is not null))
            x = CutOut(x, hole);
        return x == images ? images : scope.Keep(x);
    }

    /// <summary>x [N, 3 or 1, H, W], one map a picture.</summary>
    private static Tensor Recolor(Tensor x, ColorTransform[] color)
    {
        if (x.Size(1) == 1)
        {
            var grey = Array.ConvertAll(color, transform => transform.ForGrey());
            return x.Mul(PerPicture(Array.ConvertAll(grey, map => map.Factor), x)).Add(PerPicture(Array.ConvertAll(grey, map => map.Offset), x));
        }
        var rows = Tensor.From([.. color.SelectMany(transform => Enumerable.Range(0, 12).Select(i => transform[i / 4, i % 4]))], color.Length, 3, 4)
            .To(x.Type).To(x.Device);
        return rows.Slice(2, 0, 3)                                              // [N, 3, 3]
            .MatMul(x.Reshape(color.Length, 3, -1))                             // [N, 3, H·W]
            .Add(rows.Slice(2, 3, 4))                                           // [N, 3, 1]
            .Reshape(x.Shape);
    }

    /// <summary>Sets a square to 0 in the pictures that have a hole: pixels whose centre is less than half its side from its centre.</summary>
    private Tensor CutOut(Tensor x, (double X, double Y)?[] hole)
    {
        var columns = Inside(Array.ConvertAll(hole, centre => centre?.X), (int)x.Size(3)).Unsqueeze(2); // [N, 1, 1, W]
        var rows = Inside(Array.ConvertAll(hole, centre => centre?.Y), (int)x.Size(2)).Unsqueeze(3);    // [N, 1, H, 1]
        return x.Mul(rows.Mul(columns).Neg().Add(1));

        Tensor Inside(double?[] centres, int side)
        {
            var inside = new float[centres.Length * side];
            for (var i = 0; i < centres.Length; i++)
                for (var pixel = 0; pixel < side; pixel++)
                    inside[(i * side) + pixel] = Math.Abs(((pixel + 0.5) / side) - (centres[i] ?? double.NaN)) < Options.CutoutSize / 2 ? 1 : 0;
            return Tensor.From(inside, centres.Length, 1, side).To(x.Type).To(x.Device);
        }
    }

    private static Tensor PerPicture(double[] values, Tensor x) => Tensor.From(values, values.Length, 1, 1, 1).To(x.Type).To(x.Device);
}
