using Imago.Gallery.Works;
using Imago.Imaging;

namespace Imago.Cli.Commands.Gallery;

/// <summary>Pictures that were made elsewhere, such as an artist's own selection, as candidates.</summary>
internal static class PictureFiles
{
    private static readonly string[] s_endings = [".png", ".jpg", ".jpeg", ".webp", ".avif", ".heic", ".heif", ".tif", ".tiff", ".gif", ".bmp"];

    /// <summary>The pictures of a folder and those below it, by name.</summary>
    /// <exception cref="UsageException">There is no folder, or it holds none.</exception>
    internal static IReadOnlyList<string> In(string option, string folder)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"{option} {folder} is no folder: name a folder of pictures.");
        var files = Directory.EnumerateFiles(Path.GetFullPath(folder), "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Where(static file => s_endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new UsageException($"{option} {folder} holds no pictures ({string.Join(", ", s_endings)}): name another folder.");
    }

    /// <summary>Reads some of them.</summary>
    internal static List<Candidate> Read(IReadOnlyList<string> files, int first) => [.. files.AsParallel().AsOrdered().Select((file, i) =>
    {
        try
        {
            return new Candidate(first + i, PictureReader.Decode(file)) { File = file };
        }
        catch (PictureException)
        {
            return new Candidate(first + i, null) { File = file };
        }
    })];
}
