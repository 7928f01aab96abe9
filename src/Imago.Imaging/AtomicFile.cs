namespace Imago.Imaging;

// A file that is complete under its name or not there at all.
internal static class AtomicFile
{
    internal static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var full = Path.GetFullPath(path);
        // Beside the goal, for a rename cannot cross file systems; hidden, and never the name of another writer.
        var beside = Path.Combine(Path.GetDirectoryName(full)!, $".imago-{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(beside);
            throw new PictureException(PictureProblem.Failed, $"'{path}' cannot be written ({e.Message.TrimEnd('.')}): free some space or choose another place.", e);
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one that the user must hear of.
        }
    }
}
