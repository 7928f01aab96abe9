namespace Imago.Imaging.Films;

/// <summary>What a film is made of.</summary>
public sealed record FilmOptions
{
    /// <summary>Columns of every frame.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of every frame.</summary>
    public required int Height { get; init; }

    /// <summary>Frames a second, 1 to 240; a GIF shows at most 50 and a WebP at most 90. Default: 30.</summary>
    public double FramesPerSecond { get; init; } = 30;

    /// <summary>An MP4 for a web page: so many bits a second at most over its length and one second more, and nothing in it but frames. Default: as many as eyes ask for.</summary>
    public int? MostBitsPerSecond { get; init; }

    /// <summary>What is heard, in an MP4 or WebM. Default: nothing.</summary>
    public FilmSound? Sound { get; init; }

    /// <summary>Of an animated WebP, 1 to 100; the other kinds have a fixed one that eyes take for lossless or nearly so. Default: 85.</summary>
    public int Quality { get; init; } = 85;
}

/// <summary>A film's sound: begins with the film, is cut or begun again to be exactly as long, and fades at its end.</summary>
/// <param name="Path">A file in which ffmpeg finds sound: MP3, WAV, FLAC, M4A, Ogg, the sound of another film, …</param>
/// <param name="FadeSeconds">Length of the fade, 0 for none; in a shorter film it lasts the whole film. Default: 2.</param>
public sealed record FilmSound(string Path, double FadeSeconds = 2);
