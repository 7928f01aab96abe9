using System.Security.Cryptography;
using Imago.Gallery.Storage;
using Imago.Imaging;
using Imago.Imaging.Provenance;

namespace Imago.Gallery.Works;

/// <summary>
/// What everyone may see of a work: three widths in three formats. All are made from one copy of at most 512 pixels, so nothing larger can hide in them; what
/// they carry beside their pixels is that a network made them, and no more. Their names begin with a hash of that copy.
/// </summary>
public static class SmallCopies
{
    /// <summary>The longer side of the largest.</summary>
    public const int Largest = 512;

    /// <summary>The longer sides, in pixels. A work that is smaller than one of them is not enlarged: that copy has its own size.</summary>
    public static IReadOnlyList<int> Sides { get; } = [160, 320, Largest];

    /// <summary>Formats, the smallest file first, with their qualities.</summary>
    public static IReadOnlyList<(string Ending, PictureFormat Format, EncodeOptions Options)> Formats { get; } =
    [
        ("avif", PictureFormat.Avif, new() { Quality = 55, Compression = 4 }),
        ("webp", PictureFormat.WebP, new() { Quality = 80 }),
        ("jpg", PictureFormat.Jpeg, new() { Quality = 82 }),
    ];

    /// <summary>The key of a copy in the public store.</summary>
    /// <param name="small"><see cref="Store.Work.Small"/>.</param>
    /// <param name="side">One of <see cref="Sides"/>.</param>
    /// <param name="ending"><c>avif</c>, <c>webp</c> or <c>jpg</c>.</param>
    public static string Key(string small, int side, string ending) => $"{small}-{side}.{ending}";

    /// <summary>The copy from which all others are made: at most 512 pixels, three channels.</summary>
    public static Picture CutDown(Picture full) => Within(full, Largest);

    /// <summary>Makes and stores all copies.</summary>
    /// <param name="cutDown">What <see cref="CutDown"/> gave.</param>
    /// <param name="number">The work's, for its mark.</param>
    /// <param name="store">The public store.</param>
    /// <param name="marks">Renews the mark on copies that are smaller still, where it has become faint; null: nothing does.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>What their names begin with.</returns>
    /// <exception cref="IOException">The store does not take them.</exception>
    public static async Task<string> MakeAsync(Picture cutDown, int number, FileStore store, WorkMarks? marks, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(cutDown);
        ArgumentNullException.ThrowIfNull(store);
        var small = Convert.ToHexStringLower(SHA256.HashData(cutDown.Pixels))[..24];
        foreach (var side in Sides)
        {
            var copy = Within(cutDown, side);
            if (copy != cutDown)
                copy = marks?.Put(copy, number) ?? copy;
            foreach (var (ending, format, options) in Formats)
                await store.PutAsync(Key(small, side, ending), SourceMark.Put(PictureWriter.Encode(copy, format, options), format), cancel).ConfigureAwait(false);
        }
        return small;
    }

    private static Picture Within(Picture picture, int side)
    {
        var longer = Math.Max(picture.Width, picture.Height);
        if (longer <= side)
            return picture;
        int Scaled(int length) => Math.Max(1, (int)Math.Round((double)length * side / longer));
        return PictureResizer.Fit(picture, Scaled(picture.Width), Scaled(picture.Height));
    }
}
