using System.Globalization;

namespace Imago.Imaging.Films;

// A folder of PNG files, each complete as soon as it stands there.
internal sealed class FrameFolder : FilmWriter
{
    private readonly string _folder;
    private readonly bool _existed;
    private readonly FilmOptions _options;
    private readonly Backlog _encoding;
    private int _saved;

    internal FrameFolder(string path, FilmOptions options) : base(path, options)
    {
        (_folder, _options, _existed, _encoding) = (path, options, Directory.Exists(path), new(png => AtomicFile.Write(NameOf(_saved++), png)));
        Directory.CreateDirectory(path);
    }

    private protected override void Add(byte[] rgb)
    {
        var frame = new Picture(_options.Width, _options.Height, 3, rgb);
        _encoding.Add(() => PictureWriter.Encode(frame, PictureFormat.Png, new() { Compression = 2 })); // a quarter larger than 6, four times as fast
    }

    private protected override void CompleteAs(string path) => _encoding.Finish();

    private protected override void Abandon()
    {
        for (var i = 0; i < _saved; i++)
            File.Delete(NameOf(i));
        if (!_existed && Directory.Exists(_folder) && !Directory.EnumerateFileSystemEntries(_folder).Any())
            Directory.Delete(_folder);
    }

    private string NameOf(int frame) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"frame{frame:000000}.png"));
}
