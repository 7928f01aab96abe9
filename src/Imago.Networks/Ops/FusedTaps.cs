using Imago.Torch;

namespace Imago.Networks.Ops;

/// <summary>The four taps with which fused layers enlarge along each axis; see <see cref="FusedLayers"/>.</summary>
/// <param name="Values">[4], to correlate with, of sum 2; null where a filter cannot be taken apart like that.</param>
public sealed record FusedTaps(Tensor? Values) : IDisposable
{
    /// <summary>The taps of filters that are all the same [4, 4]; they stay until they are disposed.</summary>
    public static FusedTaps Of(params ReadOnlySpan<Tensor> filters)
    {
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        var filter = filters[0];
        var taps = filter.Shape is [4, 4] ? filter.Sum([1]) : null;
        foreach (var one in filters)
            if (taps is not null && (one.Shape is not [4, 4] || one.Sub(taps.Unsqueeze(1).Mul(taps.Unsqueeze(0))).Abs().Amax([0, 1]).ToScalar() > 1e-6))
                taps = null;
        // To convolve is to correlate with the taps turned round; a picture of twice the side needs twice the sum along each axis.
        return new(taps is null ? null : TensorScope.Free(taps.Flip(0).Mul(2)));
    }

    /// <summary>Frees them.</summary>
    public void Dispose() => Values?.Dispose();
}
