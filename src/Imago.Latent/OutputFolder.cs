namespace Imago.Latent;

/// <summary>The folder that pictures are written to.</summary>
public static class OutputFolder
{
    /// <summary>Makes it, and those above it, where it does not exist.</summary>
    /// <exception cref="ArgumentException">A file has its name.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made there.</exception>
    public static void Make(string path)
    {
        if (File.Exists(path))
            throw new ArgumentException($"{path} is a file, and the pictures need a folder: name another one.");
        Directory.CreateDirectory(path);
    }
}
