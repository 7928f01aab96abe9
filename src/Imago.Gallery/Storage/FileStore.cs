namespace Imago.Gallery.Storage;

/// <summary>Files by key. There are two of them: what anyone may see, and the full sizes.</summary>
public abstract class FileStore
{
    /// <summary>How many files whoever writes many should have on their way at a time.</summary>
    public abstract int AtOnce { get; }

    /// <summary>Writes a file; it is there whole or not at all. A key that is there already is replaced.</summary>
    /// <param name="key">Letters, digits, <c>-</c>, <c>.</c>; at most 120 of them.</param>
    /// <param name="bytes">Its contents.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public abstract Task PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancel = default);

    /// <summary>Opens a file for reading; null: there is none of that key. The stream knows its length.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public abstract Task<Stream?> OpenAsync(string key, CancellationToken cancel = default);

    /// <summary>A file's contents; null: there is none of that key.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancel = default)
    {
        if (await OpenAsync(key, cancel).ConfigureAwait(false) is not { } file)
            return null;
        await using var open = file.ConfigureAwait(false);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, cancel).ConfigureAwait(false);
        return bytes;
    }

    /// <summary>Whether there is a file of that key.</summary>
    /// <exception cref="IOException">It cannot be known.</exception>
    public virtual async Task<bool> HasAsync(string key, CancellationToken cancel = default)
    {
        if (await OpenAsync(key, cancel).ConfigureAwait(false) is not { } file)
            return false;
        await file.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Deletes a file; one that is not there is no error.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public abstract Task DeleteAsync(string key, CancellationToken cancel = default);

    /// <summary>Refuses keys that could lead elsewhere.</summary>
    /// <exception cref="ArgumentException">It is no key.</exception>
    protected static string Checked(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return key.Length <= 120 && key[0] != '.' && key.All(static one => char.IsAsciiLetterOrDigit(one) || one is '-' or '.')
            ? key
            : throw new ArgumentException($"'{key}' is no key of a file: letters, digits, '-' and '.' make one.", nameof(key));
    }
}
