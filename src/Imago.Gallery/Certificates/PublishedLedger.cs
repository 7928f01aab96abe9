using System.Globalization;
using Imago.Gallery.Storage;

namespace Imago.Gallery.Certificates;

/// <summary>
/// The ledger outside of the database: every entry as a file of its own in the public store. A file is written once and says the same whoever writes it, so writing it again does no harm;
/// and a database that comes back from an old copy is found out by the entries that it does not know any more.
/// </summary>
/// <param name="store">The public store.</param>
public sealed class PublishedLedger(FileStore store)
{
    /// <summary>How many entries it is worth publishing at a time.</summary>
    public int AtOnce => store.AtOnce;

    /// <summary>The key of an entry's file.</summary>
    public static string Key(long position) => $"ledger-{position.ToString("D8", CultureInfo.InvariantCulture)}.json";

    /// <summary>Publishes an entry.</summary>
    /// <returns>Whether it was missing.</returns>
    /// <exception cref="GalleryException">Another entry was published there.</exception>
    public async Task<bool> PublishAsync(SignedCertificate entry, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var (key, bytes) = (Key(entry.Certificate.Position), entry.ToBytes());
        if (await ReadAsync(entry.Certificate.Position, cancel).ConfigureAwait(false) is { } there)
            return there.AsSpan().SequenceEqual(bytes)
                ? false
                : throw new GalleryException($"The published ledger has another entry at {entry.Certificate.Position} than the database: the database comes from an old copy. Restore the newest one, or ask {key} what was lost.");
        await store.PutAsync(key, bytes, cancel).ConfigureAwait(false);
        return true;
    }

    /// <summary>Refuses to go on behind a database that has lost entries.</summary>
    /// <param name="next">The position that the database would give next.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="GalleryException">That position is published already.</exception>
    public async Task RefuseLossAsync(long next, CancellationToken cancel = default)
    {
        if (await ReadAsync(next, cancel).ConfigureAwait(false) is not null)
            throw new GalleryException($"The database's ledger ends before {next}, and {Key(next)} is published: the database comes from an old copy and has lost what was promised since. Restore a newer one; nothing is written until then.");
    }

    /// <summary>An entry's file; null: not published.</summary>
    public Task<byte[]?> ReadAsync(long position, CancellationToken cancel = default) => store.ReadAsync(Key(position), cancel);
}
