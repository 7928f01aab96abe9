using Imago.Torch;

namespace Imago.Latent.Bending;

/// <summary>What lies outside of a layer that is moved.</summary>
public enum Outside
{
    /// <summary>Its mirror image: no edge is seen.</summary>
    Reflect,

    /// <summary>Its other side, as on a ring.</summary>
    Wrap,

    /// <summary>Nothing.</summary>
    Zero,
}

/// <summary>A transform that moves what units say to another place, at the layer's own resolution, bilinearly.</summary>
/// <param name="Outside">What comes in over the edges.</param>
public abstract record Movement(Outside Outside) : Transform
{
    /// <inheritdoc/>
    public override string Word => TransformText.WordOf(Outside);

    /// <summary>Where what stands at a place afterwards comes from. Both in shares of the side from the middle on, to the right and down.</summary>
    protected abstract (double X, double Y) Source(double x, double y);

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x)
    {
        using var scope = TensorScope.Open();
        var side = (int)x.Size(3);
        var border = Outside == Outside.Wrap ? 1 : 0; // the other side's pixels, to mix with
        if (border == 1)
        {
            x = Tensor.Cat([x.Slice(3, side - 1, side), x, x.Slice(3, 0, 1)], 3);
            x = Tensor.Cat([x.Slice(2, side - 1, side), x, x.Slice(2, 0, 1)], 2);
        }
        float Place(double share) => (float)((2 * ((Inside(share + 0.5, side) * side) + border) / (side + (2 * border))) - 1);
        var grid = new float[side * side * 2];
        for (var row = 0; row < side; row++)
            for (var column = 0; column < side; column++)
            {
                var (sourceX, sourceY) = Source(((column + 0.5) / side) - 0.5, ((row + 0.5) / side) - 0.5);
                var at = ((row * side) + column) * 2;
                (grid[at], grid[at + 1]) = (Place(sourceX), Place(sourceY));
            }
        return scope.Keep(GridSampler.Apply(x, Tensor.From(grid, 1, side, side, 2).To(x.Device)));
    }

    /// <summary>The place with the same content that lies inside, as a share from the first edge on.</summary>
    private double Inside(double share, int side)
    {
        if (Outside == Outside.Zero)
            return share;
        if (Outside == Outside.Wrap)
            return share - Math.Floor(share);
        var folded = share - (2 * Math.Floor(share / 2)); // there and back: 0 to 2
        return Math.Clamp(folded > 1 ? 2 - folded : folded, 0.5 / side, 1 - (0.5 / side));
    }
}

/// <summary>Everything further right and further down.</summary>
/// <param name="Right">As a share of the side, -10 to 10; negative: to the left.</param>
/// <param name="Down">As a share of the side, -10 to 10; negative: up.</param>
/// <param name="Outside">What comes in over the edges.</param>
public sealed record Translate(double Right, double Down, Outside Outside = Outside.Reflect) : Movement(Outside)
{
    /// <inheritdoc/>
    public override string Name => "translate";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Numbers => [Right, Down];

    /// <inheritdoc/>
    public override Transform Untouched => this with { Right = 0, Down = 0 };

    /// <inheritdoc/>
    protected override (double X, double Y) Source(double x, double y) => (x - Right, y - Down);

    /// <inheritdoc/>
    protected override Transform With(IReadOnlyList<double> numbers) => this with { Right = numbers[0], Down = numbers[1] };
}

/// <summary>About the middle, against the clock.</summary>
/// <param name="Degrees">-36,000 to 36,000.</param>
/// <param name="Outside">What comes in over the edges.</param>
public sealed record Rotate(double Degrees, Outside Outside = Outside.Reflect) : Movement(Outside)
{
    /// <inheritdoc/>
    public override string Name => "rotate";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Numbers => [Degrees];

    /// <inheritdoc/>
    public override Transform Untouched => this with { Degrees = 0 };

    /// <inheritdoc/>
    protected override (double X, double Y) Source(double x, double y)
    {
        var (sine, cosine) = Math.SinCos(Degrees * Math.PI / 180);
        return ((cosine * x) - (sine * y), (sine * x) + (cosine * y));
    }

    /// <inheritdoc/>
    protected override Transform With(IReadOnlyList<double> numbers) => this with { Degrees = numbers[0] };
}

/// <summary>Larger or smaller about the middle. (The paper's "scale".)</summary>
/// <param name="Times">0.01 to 100: 2 is twice as large.</param>
/// <param name="Outside">What comes in over the edges.</param>
public sealed record Zoom(double Times, Outside Outside = Outside.Reflect) : Movement(Outside)
{
    /// <inheritdoc/>
    public override string Name => "zoom";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Numbers => [Times];

    /// <inheritdoc/>
    public override Transform Untouched => this with { Times = 1 };

    /// <inheritdoc/>
    protected override (double X, double Y) Source(double x, double y) => (x / Times, y / Times);

    /// <inheritdoc/>
    protected override Transform With(IReadOnlyList<double> numbers) => this with { Times = numbers[0] };
}
