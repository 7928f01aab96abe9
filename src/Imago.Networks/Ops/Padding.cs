namespace Imago.Networks.Ops;

/// <summary>Zeros around a picture, in pixels; negative amounts crop.</summary>
/// <param name="Left">Before the first column.</param>
/// <param name="Right">After the last column.</param>
/// <param name="Top">Before the first row.</param>
/// <param name="Bottom">After the last row.</param>
public readonly record struct Padding(long Left, long Right, long Top, long Bottom)
{
    /// <summary>The same amount on all four sides.</summary>
    public static Padding All(long amount) => new(amount, amount, amount, amount);

    /// <summary>Whether nothing is added or taken.</summary>
    public bool IsNone => this == default;

    /// <summary>Whether all four sides get the same amount.</summary>
    public bool IsUniform => Left == Right && Left == Top && Left == Bottom;

    /// <summary>Side by side sum.</summary>
    public static Padding operator +(Padding a, Padding b) =>
        new(a.Left + b.Left, a.Right + b.Right, a.Top + b.Top, a.Bottom + b.Bottom);
}
