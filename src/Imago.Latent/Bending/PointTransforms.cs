using Imago.Torch;

namespace Imago.Latent.Bending;

// What is done to every number of a unit alike.

/// <summary>f(x) = factor · x: 0 silences, 2 shouts, -1 says the opposite.</summary>
/// <param name="Factor">-100 to 100.</param>
public sealed record Scale(double Factor) : Transform
{
    /// <inheritdoc/>
    public override string Name => "scale";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Numbers => [Factor];

    /// <inheritdoc/>
    public override Transform Untouched => new Scale(1);

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => x.Mul(Factor);

    /// <inheritdoc/>
    protected override Transform With(IReadOnlyList<double> numbers) => new Scale(numbers[0]);
}

/// <summary>f(x) = 1 - x, as the paper has it: silence becomes speech. (-x is <see cref="Scale"/> by -1.)</summary>
/// <param name="Amount">How much of it: 0 leaves x, 1 is f(x), between them is a mixture of both.</param>
public sealed record Invert(double Amount = 1) : Transform
{
    /// <inheritdoc/>
    public override string Name => "invert";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Numbers => [Amount];

    /// <inheritdoc/>
    public override Transform Untouched => new Invert(0);

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x)
    {
        using var scope = TensorScope.Open();
        return scope.Keep(x.Lerp(x.Neg().Add(1), Amount));
    }

    /// <inheritdoc/>
    protected override Transform With(IReadOnlyList<double> numbers) => new Invert(numbers[0]);
}

/// <summary>f(x) = 1 where x ≥ level, else 0: a unit knows only yes and no.</summary>
/// <param name="Level">-1000 to 1000; activations are about 1.</param>
/// <param name="Amount">How much of it: 0 leaves x, 1 is f(x), between them is a mixture of both.</param>
public sealed record Threshold(double Level, double Amount = 1) : Transform
{
    /// <inheritdoc/>
    public override string Name => "threshold";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Numbers => [Level, Amount];

    /// <inheritdoc/>
    public override Transform Untouched => this with { Amount = 0 };

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x)
    {
        using var scope = TensorScope.Open();
        return scope.Keep(x.Lerp(x.GreaterOrEqual(Level).To(x.Type), Amount));
    }

    /// <inheritdoc/>
    protected override Transform With(IReadOnlyList<double> numbers) => new Threshold(numbers[0], numbers[1]);
}
