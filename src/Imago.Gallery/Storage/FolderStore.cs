namespace Imago.Gallery.Storage;

/// <summary>Files in a folder, in 256 parts by the first two signs of their keys.</summary>
public sealed class FolderStore(string path) : FileStore
{
    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <inheritdoc/>
    /// <remarks>Each is flushed to the disk, and with more of them whatever else is flushed there waits: claims beside 16 took three times as long, and the ledger came no further.</remarks>
    public override int AtOnce => 2;

    /// <inheritdoc/>
    public override Task PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        var goal = At(key);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(goal)!);
        WholeFile.Write(goal, bytes.Span);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task<Stream?> OpenAsync(string key, CancellationToken cancel = default)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(At(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 << 10, FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    /// <inheritdoc/>
    public override Task<bool> HasAsync(string key, CancellationToken cancel = default) => Task.FromResult(File.Exists(At(key)));

    /// <inheritdoc/>
    public override Task DeleteAsync(string key, CancellationToken cancel = default)
    {
        try
        {
            File.Delete(At(key));
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing of that part is there.
        }
        return Task.CompletedTask;
    }

    /// <summary>Deletes what writings that were cut off (kill -9, the power) left beside their names.</summary>
    /// <param name="age">Younger files may still be written by someone.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>How many.</returns>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public int Tidy(TimeSpan age, CancellationToken cancel = default)
    {
        var (until, gone) = (DateTime.UtcNow - age, 0);
        if (!Directory.Exists(Path))
            return 0;
        foreach (var file in new DirectoryInfo(Path).EnumerateFiles("*" + WholeFile.Ending, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }))
        {
            cancel.ThrowIfCancellationRequested();
            if (!WholeFile.IsBeside(file.Name) || file.LastWriteTimeUtc >= until)
                continue;
            file.Delete();
            gone++;
        }
        return gone;
    }

    private string At(string key) => System.IO.Path.Combine(Path, Checked(key).PadRight(2, '-')[..2], key);
}
