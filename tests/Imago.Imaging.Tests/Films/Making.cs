using Imago.Imaging.Films;

namespace Imago.Imaging.Tests.Films;

// Films and sounds for tests.
internal static class Making
{
    // A square that walks over a gradient: every frame differs from all others.
    public static Picture Frame(int i, int width = 64, int height = 48) =>
        Some.Make(width, height, (x, y) => x / 8 == i % Math.Max(1, width / 8) ? ((byte)255, (byte)(i * 5), (byte)0) : ((byte)(x * 3), (byte)(y * 4), (byte)(i * 2)));

    public static string Film(string path, int frames, FilmOptions options)
    {
        using var film = FilmWriter.Create(path, options);
        for (var i = 0; i < frames; i++)
            film.Write(Frame(i, options.Width, options.Height));
        Assert.Equal(frames, film.Frames);
        return film.Finish();
    }

    public static FilmOptions Small => new() { Width = 64, Height = 48 };

    // A tone of 440 Hz, half as loud as can be.
    public static string Tone(string path, double seconds)
    {
        FilmFile.Run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", FormattableString.Invariant($"aevalsrc=0.5*sin(2*PI*440*t):s=44100:d={seconds}"), path);
        return path;
    }

    public static double Rms(ReadOnlySpan<float> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
            sum += sample * sample;
        return Math.Sqrt(sum / samples.Length);
    }
}

// Programs are looked for in this folder alone, by this test alone.
internal sealed class OtherPrograms : IDisposable
{
    public OtherPrograms(string folder) => Ffmpeg.SearchPath.Value = folder;

    public void Dispose() => Ffmpeg.SearchPath.Value = null;
}
