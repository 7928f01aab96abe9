namespace Imago.Imaging;

// A file that is complete under its name or not there at all.
internal static class AtomicFile
{
    internal static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var beside = Beside(path);
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
                file.Write(bytes);
            Replace(beside, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(beside);
            throw new PictureException(PictureProblem.Failed, $"'{path}' cannot be written ({e.Message.TrimEnd('.')}): free some space or choose another place.", e);
        }
    }

    // A name beside the goal, for a rename cannot cross file systems; hidden, and never the name of another writer.
    internal static string Beside(string path) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".imago-{Guid.NewGuid():N}.tmp");

    // A complete file under its other name takes the place of what stood at the path.
    internal static void Replace(string beside, string path)
    {
        using (var file = new FileStream(beside, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0))
            file.Flush(flushToDisk: true);
        File.Move(beside, Path.GetFullPath(path), overwrite: true);
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
