namespace Imago.Gallery.Storage;

/// <summary>Files in a folder, in 256 parts by the first two signs of their keys. Each is written beside its name, flushed and renamed.</summary>
public sealed class FolderStore(string path) : FileStore
{
    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <inheritdoc/>
    public override async Task PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancel = default)
    {
        var goal = At(key);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(goal)!);
        var beside = $"{goal}.{Guid.NewGuid():N}.new";
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                await file.WriteAsync(bytes, cancel).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, goal, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
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

    private string At(string key) => System.IO.Path.Combine(Path, Checked(key).PadRight(2, '-')[..2], key);
}
