namespace Imago.Gallery.Storage;

/// <summary>The gallery's two stores.</summary>
/// <param name="Public">Small copies and the published ledger: anyone may see them.</param>
/// <param name="Full">Full sizes: each for its owner alone, over one route.</param>
public sealed record Stores(FileStore Public, FileStore Full) : IDisposable
{
    /// <summary>Those that a gallery's settings name.</summary>
    /// <exception cref="GalleryException">The settings of a store cannot be, or both name the same place.</exception>
    public static Stores Open(GalleryFolder folder, GallerySettings settings)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings is { PublicFiles: { } one, FullFiles: { } other } && one.Address == other.Address && one.Bucket == other.Bucket && Overlap(one.Prefix, other.Prefix))
            throw new GalleryException($"In gallery.json, publicFiles and fullFiles are both '{one.Bucket}/{one.Prefix}', expected two buckets or prefixes of which neither holds the other: full sizes are not for everyone.");
        return new(
            settings.PublicFiles is { } open ? new S3Store(open) : new FolderStore(folder.Public),
            settings.FullFiles is { } secret ? new S3Store(secret) : new FolderStore(folder.Full));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (Public as IDisposable)?.Dispose();
        (Full as IDisposable)?.Dispose();
    }

    private static bool Overlap(string one, string other) => one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal);
}
