using Imago.Torch;

namespace Imago.Networks.Ops;

/// <summary>
/// Upsample, filter, downsample, the resampling of StyleGAN2 (Karras et al. 2020, arXiv:1912.04958, section 4.2):
/// every pixel is followed by <c>up - 1</c> zeros on each axis, the picture is padded with zeros, convolved with a FIR filter, and
/// every <c>down</c>-th pixel is kept. [N, C, H, W] → [N, C, (H·up + top + bottom - fh) / down + 1, …].
/// </summary>
public static class UpFirDn2d
{
    /// <summary>The general operator with factors (x, y) for columns and rows.</summary>
    /// <param name="x">Pictures [N, C, H, W], any precision and memory format.</param>
    /// <param name="filter">[fh, fw], or [f] to be applied along each axis in turn, or null for none.</param>
    /// <param name="up">Upsampling along (x, y).</param>
    /// <param name="down">Downsampling along (x, y).</param>
    /// <param name="padding">Relative to the upsampled picture.</param>
    /// <param name="flipFilter">Correlate instead of convolve.</param>
    /// <param name="gain">Factor of the result.</param>
    public static Tensor Apply(
        Tensor x, Tensor? filter, (long X, long Y) up, (long X, long Y) down, Padding padding, bool flipFilter = false, double gain = 1)
    {
        using var scope = TensorScope.Open();
        if (filter is null)
            return scope.Keep(Filter(x, Tensor.Full([1, 1], gain, device: x.Device), up, down, padding, false));
        if (filter.Dims == 2)
            return scope.Keep(Filter(x, gain == 1 ? filter : filter.Mul(gain), up, down, padding, flipFilter));

        // Columns first, then rows; each carries √gain.
        var taps = filter.Mul(Math.Sqrt(gain));
        x = Filter(x, taps.Unsqueeze(0), (up.X, 1), (down.X, 1), new(padding.Left, padding.Right, 0, 0), flipFilter);
        return scope.Keep(Filter(x, taps.Unsqueeze(1), (1, up.Y), (1, down.Y), new(0, 0, padding.Top, padding.Bottom), flipFilter));
    }

    /// <summary>The operator with one factor for both axes.</summary>
    public static Tensor Apply(
        Tensor x, Tensor? filter, long up = 1, long down = 1, Padding padding = default, bool flipFilter = false, double gain = 1) =>
        Apply(x, filter, (up, up), (down, down), padding, flipFilter, gain);

    /// <summary>Pictures of the size they had, filtered; <paramref name="extra"/> padding makes them larger.</summary>
    public static Tensor Filter2d(Tensor x, Tensor filter, Padding extra = default, bool flipFilter = false, double gain = 1)
    {
        var (height, width) = SizeOf(filter);
        return Apply(x, filter, 1, 1, extra + new Padding(width / 2, (width - 1) / 2, height / 2, (height - 1) / 2), flipFilter, gain);
    }

    /// <summary>Pictures enlarged by whole factors; the gain keeps their brightness.</summary>
    public static Tensor Upsample2d(Tensor x, Tensor filter, (long X, long Y) up, Padding extra = default, bool flipFilter = false, double gain = 1) =>
        Apply(x, filter, up, (1, 1), extra + ForUpsampling(filter, up), flipFilter, gain * up.X * up.Y);

    /// <summary>Pictures enlarged twofold.</summary>
    public static Tensor Upsample2d(Tensor x, Tensor filter) => Upsample2d(x, filter, (2, 2));

    /// <summary>Pictures reduced by whole factors.</summary>
    public static Tensor Downsample2d(Tensor x, Tensor filter, (long X, long Y) down, Padding extra = default, bool flipFilter = false, double gain = 1) =>
        Apply(x, filter, (1, 1), down, extra + ForDownsampling(filter, down), flipFilter, gain);

    /// <summary>Pictures reduced to half.</summary>
    public static Tensor Downsample2d(Tensor x, Tensor filter) => Downsample2d(x, filter, (2, 2));

    /// <summary>The padding that keeps an enlarged picture centred, with H·up rows.</summary>
    internal static Padding ForUpsampling(Tensor? filter, (long X, long Y) up)
    {
        var (height, width) = SizeOf(filter);
        return new(Half(width + up.X - 1), Half(width - up.X), Half(height + up.Y - 1), Half(height - up.Y));
    }

    /// <summary>The padding that keeps a reduced picture centred, with H / down rows.</summary>
    internal static Padding ForDownsampling(Tensor? filter, (long X, long Y) down)
    {
        var (height, width) = SizeOf(filter);
        return new(Half(width - down.X + 1), Half(width - down.X), Half(height - down.Y + 1), Half(height - down.Y));
    }

    /// <summary>n / 2, rounded down: a filter shorter than the factor crops.</summary>
    private static long Half(long n) => n >> 1;

    private static (long Height, long Width) SizeOf(Tensor? filter) =>
        filter is null ? (1, 1) : filter.Dims == 2 ? (filter.Size(0), filter.Size(1)) : (filter.Size(0), filter.Size(0));

    /// <summary>One 2-D filter [fh, fw], as a depthwise convolution or its adjoint.</summary>
    private static Tensor Filter(Tensor x, Tensor filter, (long X, long Y) up, (long X, long Y) down, Padding padding, bool flipFilter)
    {
        var (channels, height, width) = (x.Size(1), x.Size(2), x.Size(3));
        var (filterHeight, filterWidth) = (filter.Size(0), filter.Size(1));

        if (Resampler.Takes(x, up, down))
        {
            return Resampler.Apply(
                x, flipFilter ? filter : filter.Flip(0, 1), up, down, (padding.Left, padding.Top),
                ((((width * up.X) + padding.Left + padding.Right - filterWidth) / down.X) + 1, (((height * up.Y) + padding.Top + padding.Bottom - filterHeight) / down.Y) + 1));
        }

        if (up == (1, 1))
        {
            // A convolution layer correlates: turn the filter round to convolve.
            var weight = Depthwise(flipFilter ? filter : filter.Flip(0, 1), channels, x.Type);
            return padding.IsUniform && padding.Left >= 0
                ? Convolution.Apply(x, weight, (down.Y, down.X), padding.Left, channels)
                : Convolution.Apply(x.Pad(padding.Left, padding.Right, padding.Top, padding.Bottom), weight, (down.Y, down.X), 0, channels);
        }

        // The adjoint of a strided correlation puts x on a grid of zeros and convolves. Its full result is larger than what the
        // padding asks for: crop fw - 1 - left columns before, and fw - 1 - right after, less the up - 1 zeros it does not append.
        var kernel = Depthwise(flipFilter ? filter.Flip(0, 1) : filter, channels, x.Type);
        var crop = new Padding(
            filterWidth - 1 - padding.Left, filterWidth - padding.Right - up.X,
            filterHeight - 1 - padding.Top, filterHeight - padding.Bottom - up.Y);
        var (full, fullWidth) = (((height - 1) * up.Y) + filterHeight, ((width - 1) * up.X) + filterWidth);
        var inside = crop.IsUniform && crop.Left >= 0 ? crop.Left : 0;
        var y = Convolution.Transposed(x, kernel, full - (2 * inside), fullWidth - (2 * inside), (up.Y, up.X), inside, channels);
        if (inside == 0 && !crop.IsNone)
            y = y.Pad(-crop.Left, -crop.Right, -crop.Top, -crop.Bottom);
        return down == (1, 1) ? y : y.Slice(2, 0, y.Size(2), down.Y).Slice(3, 0, y.Size(3), down.X);
    }

    /// <summary>The same filter for each channel: [fh, fw] → [C, 1, fh, fw].</summary>
    private static Tensor Depthwise(Tensor filter, long channels, ScalarType type) =>
        filter.To(type).Unsqueeze(0).Unsqueeze(0).Repeat(channels, 1, 1, 1);
}
