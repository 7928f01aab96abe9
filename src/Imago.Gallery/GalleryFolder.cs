namespace Imago.Gallery;

/// <summary>
/// A gallery on disk. What visitors may see lies in <c>public/</c> and nowhere else; full sizes, seeds, latents, keys and unsent mail lie in <c>private/</c>,
/// which only its owner may read.
/// </summary>
public sealed class GalleryFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private GalleryFolder(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary><c>gallery.json</c>: its settings.</summary>
    public string Settings => In("gallery.json");

    /// <summary><c>gallery.db</c>: works, rooms, visitors and claims, where no PostgreSQL is named in the settings.</summary>
    public string Database => In("gallery.db");

    /// <summary><c>public/</c>: small copies, which anyone may see.</summary>
    public string Public => In("public");

    /// <summary><c>private/full/</c>: the full-size files, each for its owner alone.</summary>
    public string Full => In("private/full");

    /// <summary><c>private/pool/</c>: what the pictures were made of. A seed and a public network are the picture, so this is as secret as the picture.</summary>
    public string Pool => In("private/pool");

    /// <summary><c>private/keys/</c>: the key that signs certificates, and those of cookies and addresses.</summary>
    public string Keys => In("private/keys");

    /// <summary><c>private/mail/</c>: letters, where the settings name no server that sends them.</summary>
    public string Mail => In("private/mail");

    /// <summary>Makes the folders of a gallery; what is there stays.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="GalleryException">It holds something else, or cannot be written.</exception>
    public static GalleryFolder Create(string path)
    {
        var folder = new GalleryFolder(path);
        if (File.Exists(folder.Path))
            throw new GalleryException($"'{folder.Path}' is a file, expected a folder for the gallery: choose another name.");
        if (Directory.Exists(folder.Path) && !File.Exists(folder.Settings) && Directory.EnumerateFileSystemEntries(folder.Path).Any(static entry => System.IO.Path.GetFileName(entry) is not ("public" or "private")))
            throw new GalleryException($"'{folder.Path}' holds other things and no gallery.json: choose an empty folder, or a gallery that is there.");
        try
        {
            Directory.CreateDirectory(folder.Public);
            foreach (var secret in (string[])[folder.In("private"), folder.Full, folder.Pool, folder.Keys, folder.Mail])
                MakeSecret(secret);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GalleryException($"The gallery cannot be made in '{folder.Path}' ({e.Message.TrimEnd('.')}): choose a folder that you may write.", e);
        }
    }

    /// <summary>Opens a gallery that is there.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="GalleryException">There is none.</exception>
    public static GalleryFolder Open(string path)
    {
        var folder = new GalleryFolder(path);
        return File.Exists(folder.Settings)
            ? folder
            : throw new GalleryException($"'{folder.Path}' is no gallery, for it has no gallery.json: make one by: imago gallery create {path}");
    }

    private static void MakeSecret(string path)
    {
        if (OperatingSystem.IsWindows()) // has no such rights; the profile's folders are their owner's alone
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
