using Imago.Torch;

namespace Imago.Latent.Bending;

/// <summary>What is loud shrinks: the smallest number within a circle.</summary>
/// <param name="Radius">Of the circle, as a share of the side: 0 to 0.25.</param>
public sealed record Erode(double Radius) : Transform
{
    /// <inheritdoc/>
    public override string Name => "erode";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Numbers => [Radius];

    /// <inheritdoc/>
    public override Transform Untouched => new Erode(0);

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x)
    {
        using var scope = TensorScope.Open();
        return scope.Keep(Dilate.Largest(x.Neg(), Radius).Neg());
    }

    /// <inheritdoc/>
    protected override Transform With(IReadOnlyList<double> numbers) => new Erode(numbers[0]);
}

/// <summary>What is loud grows: the largest number within a circle.</summary>
/// <param name="Radius">Of the circle, as a share of the side: 0 to 0.25.</param>
public sealed record Dilate(double Radius) : Transform
{
    /// <inheritdoc/>
    public override string Name => "dilate";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Numbers => [Radius];

    /// <inheritdoc/>
    public override Transform Untouched => new Dilate(0);

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Largest(x, Radius);

    /// <inheritdoc/>
    protected override Transform With(IReadOnlyList<double> numbers) => new Dilate(numbers[0]);

    /// <summary>Pixels have circles of whole radii; between two of them is a mixture, so that a film does not jump.</summary>
    internal static Tensor Largest(Tensor x, double radius)
    {
        using var scope = TensorScope.Open();
        var (whole, part) = ((int)(radius * x.Size(3)), radius * x.Size(3) % 1);
        var largest = Largest(x, whole);
        return scope.Keep(part == 0 ? largest : largest.Lerp(Largest(x, whole + 1), part));
    }

    /// <summary>
    /// The circle row by row, from its poles to its equator: the rows grow, so each is the one before and two columns more. Over the edges lies the mirror image,
    /// which brings in no number that the circle does not hold already.
    /// </summary>
    private static Tensor Largest(Tensor x, int radius)
    {
        if (radius == 0)
            return x;
        using var scope = TensorScope.Open();
        var side = x.Size(3);
        var padded = x.ReflectionPad2d(radius, radius, radius, radius); // [1, units, R + 2r, R + 2r]
        Tensor Column(int shift) => padded.Slice(3, radius + shift, radius + shift + side);
        var row = Column(0).Clone(); // [1, units, R + 2r, R]
        var largest = row.Slice(2, 0, side).Clone(); // [1, units, R, R]
        var half = 0;
        for (var up = radius; up >= 0; up--)
        {
            // A step's tensors are freed at once: a large circle has hundreds.
            using var step = TensorScope.Open();
            for (; ((half + 1) * (half + 1)) + (up * up) <= radius * radius; half++)
                row.CopyFrom(row.Maximum(Column(half + 1)).Maximum(Column(-half - 1)));
            largest.CopyFrom(largest.Maximum(row.Slice(2, radius - up, radius - up + side)).Maximum(row.Slice(2, radius + up, radius + up + side)));
        }
        return scope.Keep(largest);
    }
}
