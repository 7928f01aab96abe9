using Imago.Imaging;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Keeps;

/// <summary>Small copies of large pictures for walls and lists of them, made when they are first asked for.</summary>
/// <param name="previews">Where they lie.</param>
public sealed class SmallPictures(PreviewFolder previews)
{
    private const int Side = 384, Width = 480;

    /// <summary>The middle of a picture as a small square.</summary>
    /// <exception cref="PictureException">It is no picture.</exception>
    /// <exception cref="IOException">It is gone, or its copy cannot be written.</exception>
    public string Of(string path) => Made(path, ".jpg", static path => PictureResizer.Load(path, Math.Min(Side, PictureReader.Probe(path).Height)));

    /// <summary>A small copy of a whole picture, of whatever shape.</summary>
    /// <exception cref="PictureException">It is no picture.</exception>
    /// <exception cref="IOException">It is gone, or its copy cannot be written.</exception>
    public string WholeOf(string path) => Made(path, ".whole.webp", static path =>
    {
        var info = PictureReader.Probe(path);
        return PictureResizer.Load(path, Width, Math.Max(1, Width * info.Height / info.Width));
    });

    private string Made(string path, string ending, Func<string, Picture> make)
    {
        var small = previews.Of(path, ending) ?? throw new FileNotFoundException($"{Path.GetFileName(path)} is not there any more.");
        if (File.Exists(small))
            return small;
        Directory.CreateDirectory(Path.GetDirectoryName(small)!);
        PictureWriter.Save(small, make(path));
        return small;
    }
}
