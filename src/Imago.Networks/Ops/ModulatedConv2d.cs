using Imago.Torch;

namespace Imago.Networks.Ops;

/// <summary>
/// StyleGAN2's modulated convolution (Karras et al. 2020, arXiv:1912.04958, section 2.2): each sample scales the weight's input
/// channels by its style, w' = s·w, and demodulation brings every output channel back to unit length, w'' = w' / √(Σ w'² + ε).
/// </summary>
public static class ModulatedConv2d
{
    private const double Epsilon = 1e-8;

    /// <summary>
    /// Scales the activations instead of the weights: x·s, one ordinary convolution for the whole batch, then the factor of
    /// demodulation. The same mathematics as <see cref="Reference"/> without a weight for each sample.
    /// </summary>
    /// <param name="x">[N, in, H, W].</param>
    /// <param name="weight">[out, in, kh, kw] in fp32.</param>
    /// <param name="styles">[N, in] in fp32.</param>
    /// <param name="filter">The resampling filter.</param>
    /// <param name="up">Enlargement.</param>
    /// <param name="down">Reduction.</param>
    /// <param name="padding">Relative to the enlarged picture.</param>
    /// <param name="demodulate">Whether output channels are brought to unit length.</param>
    /// <param name="flipWeight">Correlate; else convolve.</param>
    /// <param name="prepared">What <see cref="PreparedWeight.Of"/> made of this weight for such an x; null to make it now, followed by derivatives.</param>
    /// <returns>[N, out, H', W'] of x's precision.</returns>
    public static Tensor Apply(
        Tensor x, Tensor weight, Tensor styles, Tensor? filter = null, long up = 1, long down = 1, long padding = 0,
        bool demodulate = true, bool flipWeight = true, PreparedWeight? prepared = null)
    {
        using var scope = TensorScope.Open();
        var (batch, inputs, outputs) = (x.Size(0), weight.Size(1), weight.Size(0));
        x.AssertShape(-1, inputs, -1, -1);
        styles.AssertShape(batch, inputs);

        // fp16 ends at 65504: bring weight and styles near 1 first. Demodulation takes the factors out again.
        if (x.Type == ScalarType.Float16 && demodulate)
        {
            weight = weight.Div(weight.Abs().Amax([1, 2, 3], keepDims: true).Mul(Math.Sqrt(inputs * weight.Size(2) * weight.Size(3))));
            styles = styles.Div(styles.Abs().Amax([1], keepDims: true));
            prepared = null;
        }

        var y = x.Mul(styles.To(x.Type).Reshape(batch, inputs, 1, 1));
        y = Conv2dResample.Apply(y, prepared?.Converted ?? PreparedWeight.Convert(weight, x), filter, up, down, Padding.All(padding), 1, flipWeight);
        if (demodulate)
            y = y.Mul(Demodulation(styles, prepared?.Squares ?? PreparedWeight.Square(weight)).To(x.Type).Reshape(batch, outputs, 1, 1));
        return scope.Keep(y);
    }

    /// <summary>The factors of demodulation [N, out], of styles [N, in] and Σ over the kernel of w² [out, in].</summary>
    public static Tensor Demodulation(Tensor styles, Tensor squares)
    {
        using var scope = TensorScope.Open();
        // Σ over inputs and kernel of (s·w)² = s² · Σ over kernel of w²: [N, in] × [out, in]ᵀ → [N, out].
        return scope.Keep(styles.Square().MatMul(squares.Transpose(0, 1)).Add(Epsilon).Rsqrt());
    }

    /// <summary>
    /// The definition, sample by sample as groups of one convolution: slow and clear, for tests. Parameters as in
    /// <see cref="Apply"/>.
    /// </summary>
    public static Tensor Reference(
        Tensor x, Tensor weight, Tensor styles, Tensor? filter = null, long up = 1, long down = 1, long padding = 0,
        bool demodulate = true, bool flipWeight = true)
    {
        using var scope = TensorScope.Open();
        var (batch, inputs, outputs, kh, kw) = (x.Size(0), weight.Size(1), weight.Size(0), weight.Size(2), weight.Size(3));
        var w = weight.Unsqueeze(0).Mul(styles.Reshape(batch, 1, inputs, 1, 1)); // [N, out, in, kh, kw]
        if (demodulate)
            w = w.Mul(w.Square().Sum([2, 3, 4], keepDims: true).Add(Epsilon).Rsqrt());
        var grouped = x.Reshape(1, batch * inputs, x.Size(2), x.Size(3));
        var y = Conv2dResample.Apply(
            grouped, w.Reshape(batch * outputs, inputs, kh, kw), filter, up, down, Padding.All(padding), batch, flipWeight);
        return scope.Keep(y.Reshape(batch, outputs, y.Size(2), y.Size(3)));
    }
}

/// <summary>A weight in the forms in which a modulated convolution needs it.</summary>
/// <param name="Converted">In the type and memory format of the activations: [out, in, kh, kw].</param>
/// <param name="Squares">Σ over the kernel of w²: [out, in] in fp32.</param>
public sealed record PreparedWeight(Tensor Converted, Tensor Squares) : IDisposable
{
    /// <summary>Prepares a weight for activations like <paramref name="x"/>; it stays until it is disposed, and is not followed by derivatives.</summary>
    public static PreparedWeight Of(Tensor weight, Tensor x)
    {
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        // A conversion that changes nothing gives the weight itself, which is the layer's.
        return new(TensorScope.Free(Convert(weight, x).Detach()), TensorScope.Free(Square(weight)));
    }

    /// <summary>Frees both.</summary>
    public void Dispose()
    {
        Converted.Dispose();
        Squares.Dispose();
    }

    internal static Tensor Convert(Tensor weight, Tensor x) => weight.To(x.Type, x.IsChannelsLast ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous);

    internal static Tensor Square(Tensor weight) => weight.Square().Sum([2, 3]);
}
