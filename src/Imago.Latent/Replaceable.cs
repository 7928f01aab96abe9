using Imago.Torch.Formats;

namespace Imago.Latent;

/// <summary>A slip of the keyboard must not replace a network by something else.</summary>
internal static class Replaceable
{
    /// <summary>Lets a file be written where there is none, an empty one, or one of the same kind.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The value of <c>format</c> in the metadata of such files.</param>
    /// <param name="what">What is written: completes "is no file of".</param>
    /// <exception cref="LatentException">There is something else under that name.</exception>
    internal static void Check(string path, string format, string what)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
            return;
        try
        {
            using var file = SafeTensorsFile.Open(path);
            if (file.Metadata.GetValueOrDefault("format") == format)
                return;
        }
        catch (SafeTensorsException)
        {
            // Another kind of file: refused below.
        }
        throw new LatentException($"{path} exists and is no file of {what}: it is not replaced; choose another name or remove it.");
    }
}
