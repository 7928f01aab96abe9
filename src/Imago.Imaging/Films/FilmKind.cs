using System.Globalization;

namespace Imago.Imaging.Films;

// The kinds of film, and what each can hold.
internal sealed record FilmKind(string Ending, string Name, int MaxSide)
{
    internal static readonly FilmKind Mp4 = new(".mp4", "An MP4", 16_384)
    {
        HoldsSound = true,
        // Colours are stored for squares of 2 x 2 pixels: players ask for that, and H.264 then knows even sides only.
        EvenSides = true,
        Filter = Video,
        Picture = ["-c:v", "libx264", "-preset", "medium", "-crf", "16", "-movflags", "+faststart"],
        Audio = ["-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart"],
    };

    internal static readonly FilmKind WebM = new(".webm", "A WebM", 16_384)
    {
        HoldsSound = true,
        Filter = Video,
        Picture = ["-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-deadline", "good", "-cpu-used", "5", "-row-mt", "1", "-tile-columns", "2"],
        Audio = ["-c:a", "libopus", "-b:a", "160k"],
    };

    internal static readonly FilmKind Gif = new(".gif", "A GIF", 65_535)
    {
        MaxRate = 50, // browsers take a hundredth of a second for a tenth
        // One palette for the whole film would have to hold all its frames first.
        Filter = "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1",
        Picture = ["-loop", "0"],
    };

    internal static readonly FilmKind WebP = new(".webp", "An animated WebP", 16_383) { MaxRate = 90 }; // 10 ms are taken for 100 too

    internal static readonly FilmKind Frames = new("", "A folder of frames", int.MaxValue);

    // Full-range sRGB to Rec. 709 in the range of television, said so in the stream: what every player expects.
    private const string Video =
        "scale=in_range=full:out_range=tv:out_color_matrix=bt709:flags=bicubic+accurate_rnd+full_chroma_int,format=yuv420p," +
        "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709";

    internal double MaxRate { get; private init; } = 240;

    internal bool HoldsSound { get; private init; }

    internal bool EvenSides { get; private init; }

    // For ffmpeg: from RGB to what is encoded, then the encoders. Null where there is none to run.
    internal string? Filter { get; private init; }

    internal string[] Picture { get; private init; } = [];

    internal string[] Audio { get; private init; } = [];

    // Of an MP4 for a page. A decoder's buffer of one second keeps the rate; what the encoder tells of itself (SEI, the names of programs) is left out.
    internal static string[] ForPage(int rate) =>
    [
        "-c:v", "libx264", "-preset", "medium", "-crf", "26", "-maxrate", rate.ToString(CultureInfo.InvariantCulture), "-bufsize", rate.ToString(CultureInfo.InvariantCulture), "-movflags", "+faststart",
        "-bsf:v", "filter_units=remove_types=6", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact",
    ];

    internal bool NeedsFfmpeg => Filter is not null;

    internal static FilmKind Of(string path)
    {
        if (Path.EndsInDirectorySeparator(path) || Directory.Exists(path))
            return Frames;
        var ending = Path.GetExtension(path);
        return new[] { Mp4, WebM, Gif, WebP, Frames }.FirstOrDefault(kind => kind.Ending.Equals(ending, StringComparison.OrdinalIgnoreCase))
            ?? throw new FilmException($"'{ending}' is no kind of film that is written: end the name in .mp4, .webm, .gif or .webp, or in / for a folder of PNG frames.");
    }
}
