using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Imago.Imaging.Tests.Films;

// What ffprobe and ffmpeg, called here by themselves, say of a film or sound.
internal sealed class FilmFile
{
    private readonly string _path;
    private readonly JsonElement _all;

    public FilmFile(string path)
    {
        _path = path;
        var json = Run("ffprobe", "-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json", path);
        using var document = JsonDocument.Parse(json);
        _all = document.RootElement.Clone();
    }

    public string? Picture(string field) => Stream("video") is { } stream && stream.TryGetProperty(field, out var value) ? value.ToString() : null;

    public string? Sound(string field) => Stream("audio") is { } stream && stream.TryGetProperty(field, out var value) ? value.ToString() : null;

    public double Seconds => double.Parse(_all.GetProperty("format").GetProperty("duration").GetString()!, CultureInfo.InvariantCulture);

    // "codec pixel-format WIDTHxHEIGHT FRAMES RATE"
    public override string ToString() => $"{Picture("codec_name")} {Picture("pix_fmt")} {Picture("width")}x{Picture("height")} {Picture("nb_read_frames")} {Picture("avg_frame_rate")}";

    // All frames as RGB.
    public Picture[] Frames()
    {
        var (width, height) = (int.Parse(Picture("width")!, CultureInfo.InvariantCulture), int.Parse(Picture("height")!, CultureInfo.InvariantCulture));
        return [.. Run("ffmpeg", "-v", "error", "-i", _path, "-vf", "scale=flags=accurate_rnd+full_chroma_int,format=rgb24", "-fps_mode", "passthrough", "-f", "rawvideo", "-")
            .Chunk(width * height * 3).Select(pixels => new Picture(width, height, 3, pixels))];
    }

    // The sound as one channel of 48,000 samples a second.
    public float[] Samples() => [.. MemoryMarshal.Cast<byte, float>(Run("ffmpeg", "-v", "error", "-i", _path, "-map", "0:a", "-ac", "1", "-ar", "48000", "-f", "f32le", "-"))];

    public static byte[] Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        using var all = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(all);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return all.ToArray();
    }

    private JsonElement? Stream(string kind) =>
        _all.GetProperty("streams").EnumerateArray().Cast<JsonElement?>().FirstOrDefault(s => s!.Value.GetProperty("codec_type").GetString() == kind);
}
