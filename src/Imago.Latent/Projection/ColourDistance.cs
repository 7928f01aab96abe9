using Imago.Torch;

namespace Imago.Latent.Projection;

/// <summary>
/// A distance that needs no trained network: colours and their gradients, at every scale. A picture becomes a pyramid whose level l is the one below it averaged over
/// 2 × 2 pixels, down to <see cref="SmallestSide"/>; its colours stand on three orthonormal opponent axes, (R + G + B)/√3, (R - G)/√2 and (R + G - 2B)/√6. Then
/// <code>
/// D(a, b) = 1/L · Σₗ [ mean ρ(aₗ - bₗ) + mean ρ(∂x aₗ - ∂x bₗ) + mean ρ(∂y aₗ - ∂y bₗ) ],   ρ(d) = √(d² + ε²) - ε
/// </code>
/// with the differences of neighbours ∂x, ∂y. ρ grows like |d| (Charbonnier et al. 1994), so that a few pixels that cannot be met do not govern the rest. A level has a quarter of the
/// pixels of the one before and the same weight: pose and light count as much as strokes.
/// </summary>
public sealed class ColourDistance : IPictureDistance
{
    /// <summary>The pyramid ends with pictures of this side.</summary>
    public const int SmallestSide = 4;

    // Where ρ turns from d² into |d|: about three of the 255 steps of a byte.
    private const double Epsilon = 0.025;

    private static readonly double[] s_opponents =
    [
        1 / Math.Sqrt(3), 1 / Math.Sqrt(3), 1 / Math.Sqrt(3),
        1 / Math.Sqrt(2), -1 / Math.Sqrt(2), 0,
        1 / Math.Sqrt(6), 1 / Math.Sqrt(6), -2 / Math.Sqrt(6),
    ];

    /// <inheritdoc/>
    public string Name => "colour";

    /// <summary>For each level its colours and both gradients; pictures of one channel have the first axis alone.</summary>
    public Tensor[] Features(Tensor pictures)
    {
        using var scope = TensorScope.Open();
        List<Tensor> features = [];
        for (var x = Opponents(pictures); ; x = Half(x))
        {
            var (height, width) = (x.Size(2), x.Size(3));
            features.Add(x);
            features.Add(x.Slice(3, 1, width).Sub(x.Slice(3, 0, width - 1))); // ∂x: [N, C, H, W - 1]
            features.Add(x.Slice(2, 1, height).Sub(x.Slice(2, 0, height - 1))); // ∂y: [N, C, H - 1, W]
            if (Math.Min(height, width) < 2 * SmallestSide)
                return scope.Keep([.. features]);
        }
    }

    /// <inheritdoc/>
    public Tensor Between(Tensor[] features, Tensor[] others)
    {
        using var scope = TensorScope.Open();
        var sum = features.Zip(others, static (a, b) => Robust(a.Sub(b)).Mean([1, 2, 3])).Aggregate(static (total, level) => total.Add(level));
        return scope.Keep(sum.Div(features.Length / 3.0));
    }

    /// <summary>Nothing to move: it follows its pictures.</summary>
    public void MoveTo(Device device)
    {
    }

    /// <summary>Nothing to free.</summary>
    public void Dispose()
    {
    }

    /// <summary>ρ, written so that it is exactly 0 at 0.</summary>
    private static Tensor Robust(Tensor difference)
    {
        var square = difference.Square();
        return square.Div(square.Add(Epsilon * Epsilon).Sqrt().Add(Epsilon));
    }

    private static Tensor Opponents(Tensor x) => x.Size(1) != 3 ? x
        : Convolution.Apply(x, Tensor.From(s_opponents, 3, 3, 1, 1).To(x.Type).To(x.Device));

    /// <summary>[N, C, H, W] → [N, C, H / 2, W / 2], means of 2 × 2 pixels.</summary>
    internal static Tensor Half(Tensor x) => x.Reshape(x.Size(0), x.Size(1), x.Size(2) / 2, 2, x.Size(3) / 2, 2).Mean([3, 5]);
}
