using Imago.Gallery.Storage;
using Imago.Imaging;
using Imago.Imaging.Marks;

namespace Imago.Gallery.Works;

/// <summary>
/// The invisible marks of a gallery's works: each says the work's number, and only who has the gallery's own secret, 256 bits in <c>private/keys/marks.key</c>, can read or write it. It is made when it is
/// first asked for; a gallery that loses it knows its works by their looks alone.
/// </summary>
public sealed class WorkMarks
{
    private readonly byte[] _secret;

    private WorkMarks(byte[] secret) => _secret = secret;

    /// <summary>Opens them.</summary>
    /// <param name="keys">The folder of keys.</param>
    /// <exception cref="GalleryException">The secret is damaged, or cannot be read or made.</exception>
    public static WorkMarks Open(string keys) => new(SecretFile.Open(Path.Combine(keys, "marks.key"), "marks"));

    /// <summary>A picture with a work's mark; one that is too small for a mark stays as it is.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="number">The work's.</param>
    public Picture Put(Picture picture, int number) => MarkWriter.Fits(picture) ? MarkWriter.Put(picture, _secret, number) : picture;

    /// <summary>Which of the works a picture says that it is; null: it is too small to say anything.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="numbers">Those of the works, one at least.</param>
    public MarkReading? Read(Picture picture, IReadOnlyCollection<long> numbers)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return Math.Max(picture.Width, picture.Height) >= MarkReader.Smallest ? MarkReader.Read(picture, _secret, numbers) : null;
    }
}
