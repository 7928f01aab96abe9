using System.Security.Cryptography;
using System.Text;
using Imago.Imaging;

namespace Imago.Training.Data.Import;

/// <summary>A picture that is there once more.</summary>
/// <param name="File">Its name within the source.</param>
/// <param name="Of">The name of the first that is the same.</param>
public sealed record Duplicate(string File, string Of);

/// <summary>
/// Finds pictures that are there more than once under other names: of the same format and size, and, once decoded, of the same pixels, whatever their metadata. A picture that was saved in another format or
/// size is another one. What looks the same when small is compared whole, so that nothing is taken for a duplicate that is none.
/// </summary>
/// <param name="source">Where they lie.</param>
internal sealed class Duplicates(PictureSource source)
{
    // By what pictures look like when small: those that differ all the same, almost always one.
    private readonly Dictionary<string, List<SourceItem>> _seen = [];

    /// <summary>The first picture that is the same as one; null, and from now on known, where there is none.</summary>
    /// <param name="item">The picture.</param>
    /// <param name="info">What it is.</param>
    /// <param name="small">Bytes that are the same for the same picture, such as those of a small copy made alike of each.</param>
    public SourceItem? FirstOf(SourceItem item, PictureInfo info, ReadOnlySpan<byte> small)
    {
        var look = $"{info.Format} {info.Width} {info.Height} {Convert.ToHexString(SHA256.HashData(small))}";
        if (!_seen.TryGetValue(look, out var alike)) _seen.Add(look, alike = []);
        foreach (var one in alike)
            if (AreSame(one, item)) return one;
        alike.Add(item);
        return null;
    }

    private bool AreSame(SourceItem one, SourceItem other)
    {
        try
        {
            var (a, b) = (source.Read(one), source.Read(other));
            return a.AsSpan().SequenceEqual(b) || PictureReader.Decode(a).Pixels.AsSpan().SequenceEqual(PictureReader.Decode(b).Pixels);
        }
        catch (Exception error) when (error is PictureException or DatasetException or OutOfMemoryException)
        {
            // One of them went away or is too large to be decoded whole: then nothing is claimed.
            return false;
        }
    }
}
