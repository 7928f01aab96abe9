using Imago.Imaging;
using Imago.Imaging.Painting;

namespace Imago.Studio.Tests.Datasets;

/// <summary>Folders of pictures to bring.</summary>
internal static class SomePictures
{
    /// <summary>Portraits of 64 pixels, every third one wide, and two files that are no pictures though they are called so.</summary>
    public static string Folder(string path, int count)
    {
        Directory.CreateDirectory(Path.Combine(path, "more"));
        for (var number = 0; number < count; number++)
        {
            var portrait = PortraitPainter.Paint(number, 64);
            var picture = number % 3 == 0 ? PictureResizer.Fit(portrait, 128, 64) : portrait;
            PictureWriter.Save(Path.Combine(path, number % 2 == 0 ? "" : "more", $"portrait{number:000}.png"), picture);
        }
        File.WriteAllBytes(Path.Combine(path, "cut.png"), File.ReadAllBytes(Path.Combine(path, "portrait000.png"))[..2000]);
        File.WriteAllText(Path.Combine(path, "letter.jpg"), "I am no picture.");
        return path;
    }

    /// <summary>Bytes that nobody can guess, and everybody can make again.</summary>
    public static string RandomFile(string path, int bytes)
    {
        var random = new byte[bytes];
        new Random(bytes).NextBytes(random);
        File.WriteAllBytes(path, random);
        return path;
    }
}
