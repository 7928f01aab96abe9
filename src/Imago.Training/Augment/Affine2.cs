namespace Imago.Training.Augment;

/// <summary>A map of the plane, (x, y) → (A·x + B·y + C, D·x + E·y + F): the upper rows of a 3×3 matrix. y points down.</summary>
public readonly record struct Affine2(double A, double B, double C, double D, double E, double F)
{
    /// <summary>Leaves every point where it is.</summary>
    public static Affine2 Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Stretches the axes.</summary>
    public static Affine2 Scale(double x, double y) => new(x, 0, 0, 0, y, 0);

    /// <summary>Moves by (x, y).</summary>
    public static Affine2 Translate(double x, double y) => new(1, 0, x, 0, 1, y);

    /// <summary>Turns the x axis towards the y axis, by radians.</summary>
    public static Affine2 Rotate(double angle) => Rotate(Math.Cos(angle), Math.Sin(angle));

    /// <summary>Turns the x axis towards the y axis by quarters of a turn, exactly.</summary>
    public static Affine2 RotateQuarters(int quarters) => (quarters & 3) switch
    {
        0 => Identity,
        1 => Rotate(0, 1),
        2 => Rotate(-1, 0),
        _ => Rotate(0, -1),
    };

    private static Affine2 Rotate(double cos, double sin) => new(cos, -sin, 0, sin, cos, 0);

    /// <summary>The matrix product: first <paramref name="n"/>, then <paramref name="m"/>.</summary>
    public static Affine2 operator *(Affine2 m, Affine2 n) => new(
        (m.A * n.A) + (m.B * n.D), (m.A * n.B) + (m.B * n.E), (m.A * n.C) + (m.B * n.F) + m.C,
        (m.D * n.A) + (m.E * n.D), (m.D * n.B) + (m.E * n.E), (m.D * n.C) + (m.E * n.F) + m.F);

    /// <summary>Where a point goes.</summary>
    public (double X, double Y) Apply(double x, double y) => ((A * x) + (B * y) + C, (D * x) + (E * y) + F);
}
