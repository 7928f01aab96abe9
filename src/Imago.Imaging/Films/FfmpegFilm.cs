using System.Globalization;

namespace Imago.Imaging.Films;

// MP4, WebM and GIF: raw frames into ffmpeg's standard input. Sound is added at the end, when the length is known to the frame, by a second run that copies the picture's stream.
internal sealed class FfmpegFilm : FilmWriter
{
    private const int SampleRate = 48_000; // Opus has no other worth naming, and every player takes it

    private readonly string _beside, _mixed;
    private readonly FilmKind _kind;
    private readonly FilmOptions _options;
    private readonly Ffmpeg _ffmpeg;

    internal FfmpegFilm(string path, FilmOptions options, FilmKind kind) : base(path, options)
    {
        (_options, _kind, _beside, _mixed) = (options, kind, AtomicFile.Beside(path), AtomicFile.Beside(path));
        var fps = options.FramesPerSecond.ToString("R", CultureInfo.InvariantCulture);
        _ffmpeg = new(["ffmpeg", "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", $"{options.Width}x{options.Height}", "-framerate", fps, "-i", "pipe:0",
            "-vf", kind.Filter!, .. options.MostBitsPerSecond is { } rate ? FilmKind.ForPage(rate) : kind.Picture, "-f", kind.Ending[1..], "file:" + _beside]);
    }

    private protected override void Add(byte[] rgb)
    {
        try
        {
            _ffmpeg.Input.Write(rgb);
            _ffmpeg.Input.Flush();
        }
        catch (IOException)
        {
            throw Failed(_ffmpeg.End() ?? "it ended before the film");
        }
    }

    private protected override void CompleteAs(string path)
    {
        if (_ffmpeg.End() is { } reason)
            throw Failed(reason);
        if (_options.Sound is { } sound)
            AddSound(sound);
        AtomicFile.Replace(_options.Sound is null ? _beside : _mixed, path);
        Abandon();
    }

    private protected override void Abandon()
    {
        _ffmpeg.Dispose();
        File.Delete(_beside);
        File.Delete(_mixed);
    }

    // The sound from its first sample, again and again, cut to the sample at the picture's end.
    private void AddSound(FilmSound sound)
    {
        var seconds = Frames / _options.FramesPerSecond;
        var fade = Math.Min(sound.FadeSeconds, seconds);
        var filter = string.Create(CultureInfo.InvariantCulture,
            $"[1:a:0]aresample={SampleRate},aformat=channel_layouts=stereo,asetpts=N/SR/TB,aloop=loop=-1:size=2147483647,atrim=end_sample={Math.Round(seconds * SampleRate)}");
        if (fade > 0)
            filter += string.Create(CultureInfo.InvariantCulture, $",afade=t=out:st={seconds - fade:F6}:d={fade:F6}");
        using var ffmpeg = new Ffmpeg(["ffmpeg", "-nostdin", "-i", "file:" + _beside, "-i", "file:" + Path.GetFullPath(sound.Path),
            "-filter_complex", filter + "[sound]", "-map", "0:v", "-map", "[sound]", "-c:v", "copy", .. _kind.Audio, "-f", _kind.Ending[1..], "file:" + _mixed]);
        if (ffmpeg.End() is { } reason)
            throw Failed(reason);
    }

    private static FilmException Failed(string reason) => new($"ffmpeg could not write the film ({reason}): free some space or choose another kind of film.");
}
