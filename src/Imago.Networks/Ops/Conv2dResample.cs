using Imago.Torch;

namespace Imago.Networks.Ops;

/// <summary>
/// A convolution that enlarges or reduces on the way: pad and upsample with the filter, convolve, downsample with the filter. Computed in
/// the cheapest order, which gives the same result because all parts are linear and zeros surround the picture.
/// </summary>
public static class Conv2dResample
{
    /// <summary>[N, in, H, W] → [N, out, (H·up + padding) / down, …].</summary>
    /// <param name="x">Pictures [N, in, H, W].</param>
    /// <param name="weight">[out, in / groups, kh, kw], of x's precision.</param>
    /// <param name="filter">The resampling filter; not used without up or down.</param>
    /// <param name="up">Enlargement.</param>
    /// <param name="down">Reduction.</param>
    /// <param name="padding">Relative to the enlarged picture, once at the beginning.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="flipWeight">Correlate with the weight, as layers usually do; else convolve.</param>
    /// <param name="flipFilter">Correlate with the filter instead of convolving.</param>
    public static Tensor Apply(
        Tensor x, Tensor weight, Tensor? filter = null, long up = 1, long down = 1, Padding padding = default, long groups = 1,
        bool flipWeight = true, bool flipFilter = false)
    {
        using var scope = TensorScope.Open();
        var (kernelHeight, kernelWidth) = (weight.Size(2), weight.Size(3));
        var pointwise = kernelHeight == 1 && kernelWidth == 1;
        if (up > 1)
            padding += UpFirDn2d.ForUpsampling(filter, (up, up));
        if (down > 1)
            padding += UpFirDn2d.ForDownsampling(filter, (down, down));

        Tensor y;
        if (pointwise && up == 1 && down > 1)
        {
            // Fewer pixels first.
            y = UpFirDn2d.Apply(x, filter, 1, down, padding, flipFilter);
            y = Convolution.Apply(y, weight, groups: groups);
        }
        else if (pointwise && up > 1 && down == 1)
        {
            y = Convolution.Apply(x, weight, groups: groups);
            y = UpFirDn2d.Apply(y, filter, up, 1, padding, flipFilter, gain: up * up);
        }
        else if (up > 1)
        {
            // The transposed convolution enlarges and convolves at once. It has kernel - 1 rows of padding in it already, and does
            // not append the up - 1 zeros after the last pixel.
            y = Transposed(x, flipWeight ? weight.Flip(2, 3) : weight, up, groups);
            var rest = padding + new Padding(1 - kernelWidth, up - kernelWidth, 1 - kernelHeight, up - kernelHeight);
            y = UpFirDn2d.Apply(y, filter, 1, 1, rest, flipFilter, gain: up * up);
            if (down > 1)
                y = UpFirDn2d.Apply(y, filter, 1, down, default, flipFilter); // its padding is in the one at the beginning
        }
        else if (down > 1)
        {
            y = UpFirDn2d.Apply(x, filter, 1, 1, padding, flipFilter);
            y = Convolution.Apply(y, flipWeight ? weight : weight.Flip(2, 3), down, 0, groups);
        }
        else
        {
            var uniform = padding.IsUniform && padding.Left >= 0;
            y = uniform ? x : x.Pad(padding.Left, padding.Right, padding.Top, padding.Bottom);
            y = Convolution.Apply(y, flipWeight ? weight : weight.Flip(2, 3), 1, uniform ? padding.Left : 0, groups);
        }
        return scope.Keep(y);
    }

    /// <summary>The full transposed convolution: [N, in, H, W] × [out, in / groups, kh, kw] → [N, out, (H - 1)·up + kh, …].</summary>
    private static Tensor Transposed(Tensor x, Tensor weight, long up, long groups)
    {
        var (outputs, inputs, kernelHeight, kernelWidth) = (weight.Size(0), weight.Size(1), weight.Size(2), weight.Size(3));
        var turned = groups == 1
            ? weight.Transpose(0, 1) // [in, out, kh, kw]
            : weight.Reshape(groups, outputs / groups, inputs, kernelHeight, kernelWidth)
                .Transpose(1, 2)
                .Reshape(groups * inputs, outputs / groups, kernelHeight, kernelWidth); // [in, out / groups, kh, kw]
        return Convolution.Transposed(
            x, turned, ((x.Size(2) - 1) * up) + kernelHeight, ((x.Size(3) - 1) * up) + kernelWidth, up, 0, groups);
    }
}
