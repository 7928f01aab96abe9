namespace Imago.Training.Augment;

/// <summary>
/// An affine map of colours, rgb → M·rgb + offset: the upper three rows of a 4×4 matrix. The steps decompose a colour into its grey
/// part, the mean of the channels, which lies on the axis v = (1, 1, 1)/√3, and the rest, which is perpendicular to it.
/// </summary>
public sealed class ColorTransform
{
    private readonly double[] _rows; // [3, 4], row after row: M and the offset

    private ColorTransform(double[] rows) => _rows = rows;

    /// <summary>Leaves every colour as it is.</summary>
    public static ColorTransform Identity { get; } = new([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);

    /// <summary>The element of a row 0 to 2 and a column 0 to 3, of which 3 is the offset.</summary>
    public double this[int row, int column] => _rows[(row * 4) + column];

    /// <summary>Whether no colour is changed.</summary>
    public bool IsIdentity => _rows.AsSpan().SequenceEqual(Identity._rows);

    /// <summary>Then adds the same amount to all channels.</summary>
    public ColorTransform Brighten(double amount)
    {
        var rows = (double[])_rows.Clone();
        for (var row = 0; row < 3; row++)
            rows[(row * 4) + 3] += amount;
        return new(rows);
    }

    /// <summary>Then multiplies all channels.</summary>
    public ColorTransform Contrast(double factor) => new(Array.ConvertAll(_rows, value => value * factor));

    /// <summary>Then mirrors at the plane through the origin to which the grey axis is normal: grey - 2·grey + rest.</summary>
    public ColorTransform FlipLuma() => EachColumn((value, grey, _) => value - (2 * grey));

    /// <summary>Then turns around the grey axis by radians (Rodrigues' formula).</summary>
    public ColorTransform RotateHue(double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return EachColumn((value, grey, cross) => (cos * value) + ((1 - cos) * grey) + (sin * cross));
    }

    /// <summary>Then multiplies the rest, and leaves the grey part.</summary>
    public ColorTransform Saturate(double factor) => EachColumn((value, grey, _) => grey + (factor * (value - grey)));

    /// <summary>For pictures of one channel: the mean of the three rows, applied to a grey colour.</summary>
    public (double Factor, double Offset) ForGrey()
    {
        var (factor, offset) = (0.0, 0.0);
        for (var row = 0; row < 3; row++)
        {
            factor += (this[row, 0] + this[row, 1] + this[row, 2]) / 3;
            offset += this[row, 3] / 3;
        }
        return (factor, offset);
    }

    /// <summary>Multiplies from the left by a map that takes a vector's component, its grey part, and the component of v × vector.</summary>
    private ColorTransform EachColumn(Func<double, double, double, double> map)
    {
        var rows = new double[12];
        for (var column = 0; column < 4; column++)
        {
            var (r, g, b) = (this[0, column], this[1, column], this[2, column]);
            var grey = (r + g + b) / 3;
            rows[column] = map(r, grey, (b - g) / Math.Sqrt(3));
            rows[4 + column] = map(g, grey, (r - b) / Math.Sqrt(3));
            rows[8 + column] = map(b, grey, (g - r) / Math.Sqrt(3));
        }
        return new(rows);
    }
}
