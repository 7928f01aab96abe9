using Imago.Networks.Ops;
using Imago.Torch.Tests.Numerics;

namespace Imago.Networks.Tests.Ops;

/// <summary>Resampling and convolution step by step as they are defined, in plain loops over [N, C, H, W].</summary>
internal static class PlainResampling
{
    /// <summary>Zero insertion, padding, convolution, decimation. Filter [fh, fw], or null for none.</summary>
    public static Plain UpFirDn(Plain x, double[,]? filter, (long X, long Y) up, (long X, long Y) down, Padding padding, bool flip = false, double gain = 1)
    {
        var zeros = Plain.Make([x.Shape[0], x.Shape[1], x.Shape[2] * up.Y, x.Shape[3] * up.X],
            i => i[2] % up.Y == 0 && i[3] % up.X == 0 ? At(x, i[0], i[1], i[2] / up.Y, i[3] / up.X) : 0);
        var padded = Plain.Make(
            [x.Shape[0], x.Shape[1], zeros.Shape[2] + padding.Top + padding.Bottom, zeros.Shape[3] + padding.Left + padding.Right],
            i => At(zeros, i[0], i[1], i[2] - padding.Top, i[3] - padding.Left));
        filter ??= new double[,] { { 1 } };
        var (rows, columns) = (filter.GetLength(0), filter.GetLength(1));
        var filtered = Plain.Make([x.Shape[0], x.Shape[1], padded.Shape[2] - rows + 1, padded.Shape[3] - columns + 1], i =>
        {
            var sum = 0.0;
            for (var p = 0; p < rows; p++)
                for (var q = 0; q < columns; q++)
                    sum += (flip ? filter[p, q] : filter[rows - 1 - p, columns - 1 - q]) * At(padded, i[0], i[1], i[2] + p, i[3] + q);
            return sum * gain;
        });
        return Plain.Make(
            [x.Shape[0], x.Shape[1], (filtered.Shape[2] + down.Y - 1) / down.Y, (filtered.Shape[3] + down.X - 1) / down.X],
            i => At(filtered, i[0], i[1], i[2] * down.Y, i[3] * down.X));
    }

    /// <summary>Enlarge with the filter, convolve with weight [out, in / groups, kh, kw], reduce with the filter.</summary>
    public static Plain ConvResample(Plain x, Plain weight, double[,] filter, long up, long down, long padding, long groups, bool flipWeight)
    {
        var (rows, columns) = (filter.GetLength(0), filter.GetLength(1));
        var around = Padding.All(padding);
        if (up > 1)
            around += new Padding((columns + up - 1) / 2, (columns - up) / 2, (rows + up - 1) / 2, (rows - up) / 2);
        if (down > 1)
            around += new Padding((columns - down + 1) / 2, (columns - down) / 2, (rows - down + 1) / 2, (rows - down) / 2);
        var large = UpFirDn(x, up > 1 ? filter : null, (up, up), (1, 1), around, gain: up * up);
        var (outputs, perGroup, kh, kw) = (weight.Shape[0], weight.Shape[1], weight.Shape[2], weight.Shape[3]);
        var convolved = Plain.Make([x.Shape[0], outputs, large.Shape[2] - kh + 1, large.Shape[3] - kw + 1], i =>
        {
            var sum = 0.0;
            for (var k = 0L; k < perGroup; k++)
                for (var a = 0L; a < kh; a++)
                    for (var b = 0L; b < kw; b++)
                        sum += At(weight, i[1], k, flipWeight ? a : kh - 1 - a, flipWeight ? b : kw - 1 - b)
                            * At(large, i[0], (i[1] / (outputs / groups) * perGroup) + k, i[2] + a, i[3] + b);
            return sum;
        });
        return down > 1 ? UpFirDn(convolved, filter, (1, 1), (down, down), default) : convolved;
    }

    // Zero outside.
    private static double At(Plain x, long n, long c, long row, long column) =>
        row < 0 || column < 0 || row >= x.Shape[2] || column >= x.Shape[3]
            ? 0
            : x.Values[(((((n * x.Shape[1]) + c) * x.Shape[2]) + row) * x.Shape[3]) + column];
}
