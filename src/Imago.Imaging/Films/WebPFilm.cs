using System.Buffers.Binary;

namespace Imago.Imaging.Films;

// An animated WebP, streamed to disk: a RIFF container of complete WebP pictures (https://developers.google.com/speed/webp/docs/riff_container).
// Each frame codes the rectangle that differs from the frame before and nothing more clever: encoders that let small differences stand make slow walks pulse.
internal sealed class WebPFilm : FilmWriter
{
    private readonly string _beside;
    private readonly FilmOptions _options;
    private readonly FileStream _file;
    private readonly Backlog _encoding;
    private byte[]? _previous;

    internal WebPFilm(string path, FilmOptions options) : base(path, options)
    {
        (_options, _beside) = (options, AtomicFile.Beside(path));
        _file = new(_beside, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        _encoding = new(chunk => _file.Write(chunk));
        _file.Write([.. "RIFF\0\0\0\0WEBP"u8]);
        const byte animated = 2;
        _file.Write([.. "VP8X"u8, 10, 0, 0, 0, animated, 0, 0, 0, .. Int24(options.Width - 1), .. Int24(options.Height - 1)]);
        _file.Write([.. "ANIM"u8, 6, 0, 0, 0, /* background */ 0, 0, 0, 255, /* for ever */ 0, 0]);
    }

    private protected override void Add(byte[] rgb)
    {
        var area = ChangedArea.Of(_previous, rgb, _options.Width, _options.Height);
        _previous = rgb;
        var milliseconds = (int)(TimeOf(Frames + 1) - TimeOf(Frames));
        _encoding.Add(() => Chunk(area.CutFrom(rgb, _options.Width), area, milliseconds));
        if (_file.Position > uint.MaxValue - 100_000_000L)
            throw new FilmException($"The film is over 4 GB after {Frames} frames, more than a WebP holds: end the name in .mp4 or .webm.");
    }

    private protected override void CompleteAs(string path)
    {
        _encoding.Finish();
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)(_file.Position - 8));
        _file.Position = 4;
        _file.Write(size);
        _file.Dispose();
        AtomicFile.Replace(_beside, path);
    }

    private protected override void Abandon()
    {
        _file.Dispose();
        File.Delete(_beside);
    }

    // Milliseconds from the film's beginning: rounded here, so that no frame's rounding adds to another's.
    private long TimeOf(int frame) => (long)Math.Round(frame * 1000 / _options.FramesPerSecond);

    private byte[] Chunk(Picture part, ChangedArea area, int milliseconds)
    {
        var image = ImageChunk(PictureWriter.Encode(part, PictureFormat.WebP, new() { Quality = _options.Quality }));
        const byte replace = 2; // neither blended with what is there, nor disposed of afterwards
        return [.. "ANMF"u8, .. Int32(16 + image.Length), .. Int24(area.Left / 2), .. Int24(area.Top / 2), .. Int24(area.Width - 1), .. Int24(area.Height - 1), .. Int24(milliseconds), replace, .. image];
    }

    // The chunk of pixels in a WebP file, padded to an even length.
    private static ReadOnlySpan<byte> ImageChunk(ReadOnlySpan<byte> file)
    {
        var chunks = file[12..];
        while (!chunks.StartsWith("VP8 "u8) && !chunks.StartsWith("VP8L"u8))
            chunks = chunks[PaddedLength(chunks)..];
        return chunks[..PaddedLength(chunks)];
    }

    private static int PaddedLength(ReadOnlySpan<byte> chunk) => 8 + (BinaryPrimitives.ReadInt32LittleEndian(chunk[4..]) + 1 & ~1);

    private static byte[] Int24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];

    private static byte[] Int32(int value) => [.. Int24(value), (byte)(value >> 24)];
}
