using System.Security.Cryptography;
using Imago.Gallery.Certificates.Credentials;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Imaging;
using Imago.Imaging.Provenance;

namespace Imago.Gallery.Works;

/// <summary>How a picture comes into the gallery: its full size into the private store, its small copies into the public one, and what is known of it as a <see cref="Work"/>.</summary>
/// <param name="full">The private store.</param>
/// <param name="small">The public store.</param>
/// <param name="credentials">Signs that a network made the full size; null: the file says it without a signature.</param>
/// <param name="marks">Marks full size and copies, so that they are known again; null: they bear no mark.</param>
public sealed class Intake(FileStore full, FileStore small, ContentCredentials? credentials = null, WorkMarks? marks = null)
{
    /// <summary>Stores a picture.</summary>
    /// <param name="number">Its number in the inventory, 1 or more, used by no other work.</param>
    /// <param name="picture">The full size: grey or RGB.</param>
    /// <param name="score">The discriminator's.</param>
    /// <param name="fullKey">Names the full-size file: 128 bits in hexadecimal that nobody can guess. Null: random ones.</param>
    /// <param name="looks">Its <see cref="Fingerprint"/> without the mark; null: that is taken here.</param>
    /// <param name="cancel">Stops it; files without a work may stay behind, which a later intake of the same picture takes over.</param>
    /// <returns>The work, not yet in the database.</returns>
    /// <exception cref="IOException">A store does not take a file.</exception>
    public async Task<Work> TakeInAsync(int number, Picture picture, double score, string? fullKey = null, long? looks = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentNullException.ThrowIfNull(picture);
        var marked = marks?.Put(picture, number) ?? picture;
        var file = SourceMark.Put(PictureWriter.Encode(marked, PictureFormat.Png), PictureFormat.Png);
        file = credentials?.Put(file) ?? file; // before it is hashed
        var key = fullKey ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await full.PutAsync(key + ".png", file, cancel).ConfigureAwait(false);
        var cutDown = SmallCopies.CutDown(marked);
        return new Work
        {
            Number = number,
            Width = picture.Width,
            Height = picture.Height,
            Small = await SmallCopies.MakeAsync(cutDown, number, small, marks, cancel).ConfigureAwait(false),
            FullKey = key,
            Sha256 = SHA256.HashData(file),
            ThumbHash = ThumbHash.Of(cutDown),
            Colours = MainColours.Of(cutDown),
            PHash = looks ?? Fingerprint.Of(SmallCopies.CutDown(picture)),
            Score = score,
            MadeAt = DateTimeOffset.UtcNow,
        };
    }
}
