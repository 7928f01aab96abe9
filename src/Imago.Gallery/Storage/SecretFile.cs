using System.Security.Cryptography;

namespace Imago.Gallery.Storage;

/// <summary>A secret of 256 bits, in a file of the folder of keys that nobody but the gallery's user may read.</summary>
internal static class SecretFile
{
    private const int Length = 32;

    /// <summary>Reads it; made where it is not there yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="of">What it is the key of, for sentences: <c>addresses</c>.</param>
    /// <exception cref="GalleryException">The file is damaged, or cannot be read or made.</exception>
    public static byte[] Open(string path, string of)
    {
        try
        {
            if (!File.Exists(path))
                WholeFile.MakeSecret(path, RandomNumberGenerator.GetBytes(Length));
            var secret = File.ReadAllBytes(path);
            return secret.Length == Length ? secret : throw new GalleryException($"The key of {of}, '{path}', has {secret.Length} bytes, expected {Length}: take it from the backup.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GalleryException($"The key of {of}, '{path}', cannot be read or made ({e.Message.TrimEnd('.')}): give the gallery's user the right to.", e);
        }
    }
}
