using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Imago.Imaging.Films;

/// <summary>Reads sound, by ffmpeg: MP3, WAV, FLAC, M4A, Ogg, the sound of a film, …</summary>
public static class Sound
{
    private const string Ask = "name an audio file such as an .mp3, .wav or .flac";

    /// <summary>All of a file's sound, mixed to one channel.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sampleRate">Samples a second that are wanted, for example 44,100.</param>
    /// <returns>Samples, about -1 to 1.</returns>
    /// <exception cref="FilmException">There is no such file, or ffmpeg is missing or finds no sound in it.</exception>
    public static float[] Decode(string path, int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        Stream(path);
        var samples = DecodeAny(path, sampleRate, []);
        return samples.Length > 0 ? samples : throw NoSound(path);
    }

    /// <summary>How long a file's sound lasts, as its header says, in seconds.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FilmException">There is no such file, or ffmpeg is missing or finds no sound in it.</exception>
    public static double Probe(string path)
    {
        var stated = Stream(path);
        // A header is soon written: only a sample proves that something can be heard.
        if (DecodeAny(path, 8000, ["-t", "1"]).Length == 0)
            throw NoSound(path);
        return stated ?? DecodeAny(path, 8000, []).Length / 8000.0;
    }

    // That there is a stream of sound, and its seconds where they are told.
    private static double? Stream(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new FilmException($"'{path}' is a folder, not a sound: {Ask}.");
        if (!File.Exists(path))
            throw new FilmException($"'{path}' does not exist: {Ask}.");
        Ffmpeg.Require("read sound", "");
        using var probe = new Ffmpeg("ffprobe", "-select_streams", "a:0", "-show_entries", "stream=codec_type,duration:format=duration", "-of", "default=noprint_wrappers=1", "-i", "file:" + Path.GetFullPath(path));
        using var answer = new StreamReader(probe.Output, Encoding.UTF8);
        var lines = answer.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries);
        if (probe.End() is { } reason)
            throw Unreadable(path, reason);
        if (!lines.Contains("codec_type=audio"))
            throw NoSound(path);
        return lines.Where(line => line.StartsWith("duration=", StringComparison.Ordinal))
            .Select(line => double.TryParse(line[9..], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : (double?)null)
            .FirstOrDefault(seconds => seconds > 0);
    }

    private static float[] DecodeAny(string path, int sampleRate, string[] options)
    {
        using var ffmpeg = new Ffmpeg(["ffmpeg", "-nostdin", "-i", "file:" + Path.GetFullPath(path), "-map", "0:a:0", .. options, "-ac", "1", "-ar", sampleRate.ToString(CultureInfo.InvariantCulture), "-f", "f32le", "pipe:1"]);
        // Blocks of a megabyte rather than one array that doubles: an hour of sound is over half a gigabyte.
        var blocks = new List<float[]>();
        int read;
        do
        {
            var block = new float[1 << 18];
            read = ffmpeg.Output.ReadAtLeast(MemoryMarshal.AsBytes(block.AsSpan()), block.Length * sizeof(float), throwOnEndOfStream: false) / sizeof(float);
            blocks.Add(read == block.Length ? block : block[..read]);
        }
        while (read == 1 << 18);
        if (ffmpeg.End() is { } reason)
            throw Unreadable(path, reason);
        var samples = new float[blocks.Sum(block => block.LongLength)];
        var at = 0L;
        foreach (var block in blocks)
        {
            block.CopyTo(samples, at);
            at += block.Length;
        }
        return samples;
    }

    private static FilmException NoSound(string path) => new($"'{path}' has no sound in it: {Ask}.");

    private static FilmException Unreadable(string path, string reason) => new($"'{path}' is no sound that ffmpeg reads ({reason}): {Ask}.");
}
