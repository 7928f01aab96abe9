using Imago.Imaging;

namespace Imago.Cli.Commands;

/// <summary>Pictures that an option names by their folder.</summary>
internal static class PictureFolder
{
    /// <summary>The pictures of a folder and those below it, by name.</summary>
    /// <param name="option">The option, for sentences.</param>
    /// <param name="folder">The folder.</param>
    /// <exception cref="UsageException">There is no folder, or it holds none.</exception>
    internal static string[] Files(string option, string folder)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"{option} {folder} is no folder: name a folder of pictures.");
        var files = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Where(PictureReader.HasPictureName).Order(StringComparer.Ordinal).ToArray();
        return files.Length > 0 ? files : throw new UsageException($"{option} {folder} holds no pictures ({string.Join(", ", PictureReader.Endings)}): name another folder.");
    }
}
