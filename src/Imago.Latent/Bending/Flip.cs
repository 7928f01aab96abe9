using Imago.Torch;

namespace Imago.Latent.Bending;

/// <summary>Mirrored, left for right or top for bottom.</summary>
/// <param name="Vertically">Top for bottom.</param>
/// <param name="Amount">How much of it: 0 leaves x, 1 is its mirror image, between them both are seen.</param>
public sealed record Flip(bool Vertically, double Amount = 1) : Transform
{
    /// <inheritdoc/>
    public override string Name => Vertically ? "flip-v" : "flip-h";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Numbers => [Amount];

    /// <inheritdoc/>
    public override Transform Untouched => this with { Amount = 0 };

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x)
    {
        using var scope = TensorScope.Open();
        return scope.Keep(x.Lerp(x.Flip(Vertically ? 2 : 3), Amount));
    }

    /// <inheritdoc/>
    protected override Transform With(IReadOnlyList<double> numbers) => this with { Amount = numbers[0] };
}
