using System.Numerics;
using Imago.Imaging;

namespace Imago.Gallery.Works;

/// <summary>
/// A perceptual hash: the signs of the 8 × 8 lowest frequencies (discrete cosine transform) of a 32 × 32 grey copy, each against their median. Pictures that look alike differ
/// in few bits (<see href="http://www.hackerfactor.com/blog/index.php?/archives/432-Looks-Like-It.html">pHash</see>).
/// </summary>
public static class Fingerprint
{
    private const int Side = 32, Low = 8;

    private static readonly double[,] s_cosines = Cosines();

    /// <summary>The hash of a picture: 64 bits.</summary>
    public static long Of(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var little = PictureResizer.Fit(picture, Side, Side, filter: ResizeFilter.Box);
        var grey = new double[Side, Side];
        for (var i = 0; i < Side * Side; i++)
            grey[i / Side, i % Side] = Grey(little, i);
        // F[v, u] = Σ over y, x of grey[y, x] · cos(v, y) · cos(u, x), for the lowest 8 × 8
        var frequencies = new double[Low * Low];
        for (var v = 0; v < Low; v++)
        {
            for (var u = 0; u < Low; u++)
            {
                var sum = 0.0;
                for (var y = 0; y < Side; y++)
                    for (var x = 0; x < Side; x++)
                        sum += grey[y, x] * s_cosines[v, y] * s_cosines[u, x];
                frequencies[v * Low + u] = sum;
            }
        }
        frequencies[0] = 0; // how bright it is as a whole says nothing
        var median = frequencies.Order().ElementAt(Low * Low / 2);
        var hash = 0L;
        for (var i = 0; i < frequencies.Length; i++)
            if (frequencies[i] > median)
                hash |= 1L << i;
        return hash;
    }

    /// <summary>In how many of the 64 bits two hashes differ.</summary>
    public static int Distance(long one, long other) => BitOperations.PopCount((ulong)(one ^ other));

    private static double Grey(Picture picture, int pixel)
    {
        var at = pixel * picture.Channels;
        var bytes = picture.Pixels;
        return picture.Channels == 1 ? bytes[at] : 0.299 * bytes[at] + 0.587 * bytes[at + 1] + 0.114 * bytes[at + 2];
    }

    private static double[,] Cosines()
    {
        var cosines = new double[Low, Side];
        for (var k = 0; k < Low; k++)
            for (var n = 0; n < Side; n++)
                cosines[k, n] = Math.Cos(Math.PI / Side * (n + 0.5) * k);
        return cosines;
    }
}
