using Imago.Torch;

namespace Imago.Training.Augment;

/// <summary>
/// Amplifies the octave bands of each picture by gains of its own, along rows and then along columns. Linear in the pictures.
/// </summary>
internal static class BandFilter
{
    private const int Reach = Wavelets.BandTaps / 2;

    /// <summary>x [N, C, H, W], gains [N][4] coarse to fine → [N, C, H, W]. Beyond its edges a picture goes on as its mirror image.</summary>
    public static Tensor Apply(Tensor x, ReadOnlySpan<double[]> gains)
    {
        using var scope = TensorScope.Open();
        var (count, channels, height, width) = (x.Size(0), x.Size(1), x.Size(2), x.Size(3));

        // One filter a picture: the bands add up to the unit impulse, so their weighted sum is the amplification.
        var taps = new double[count * Wavelets.BandTaps];
        for (var i = 0; i < count; i++)
            for (var band = 0; band < Wavelets.Bands; band++)
                for (var tap = 0; tap < Wavelets.BandTaps; tap++)
                    taps[(i * Wavelets.BandTaps) + tap] += gains[i][band] * Wavelets.BandFilters[band][tap];
        var weight = Tensor.From(taps, count, 1, 1, Wavelets.BandTaps).To(x.Type).To(x.Device)
            .RepeatInterleave(channels, 0);                                     // [N·C, 1, 1, 43]

        var groups = count * channels;
        x = Mirror.Pad(x, Reach, Reach, Reach, Reach).Reshape(1, groups, height + (2 * Reach), width + (2 * Reach));
        x = Convolution.Apply(x, weight, groups: groups);                       // along rows
        x = Convolution.Apply(x, weight.Transpose(2, 3), groups: groups);       // along columns
        return scope.Keep(x.Reshape(count, channels, height, width));
    }
}
