using Imago.Imaging;

namespace Imago.Latent.Films;

/// <summary>A film before it is made: for each frame, which pictures it shows. Any frame can be asked for at any time, and always is the same.</summary>
/// <param name="Frames">How many, 1 or more.</param>
/// <param name="FramesPerSecond">1 to 240.</param>
/// <param name="Cells">The pictures of frame 0 to Frames - 1, row by row; as many in each.</param>
/// <param name="Columns">Pictures a row.</param>
public sealed record Film(int Frames, double FramesPerSecond, Func<int, IReadOnlyList<RenderRequest>> Cells, int Columns = 1)
{
    /// <summary>What becomes of a frame's pictures, such as a map beside them; null sets them row by row. Called once for each frame, in their order.</summary>
    public Func<int, IReadOnlyList<Picture>, Picture>? Composition { get; init; }

    /// <summary>How many frames a length is, to the nearest.</summary>
    /// <param name="seconds">More than 0.</param>
    /// <param name="framesPerSecond">1 to 240.</param>
    /// <exception cref="ArgumentException">Not even two frames, or more than a million.</exception>
    public static int FramesOf(double seconds, double framesPerSecond)
    {
        var frames = Math.Round(seconds * framesPerSecond);
        return frames is >= 2 and <= 1_000_000 ? (int)frames
            : throw new ArgumentException($"{seconds} seconds at {framesPerSecond} frames a second are {frames:N0} frames: a film has 2 to 1,000,000.");
    }

    /// <summary>How far a film is on a way from 0 to 1, evenly: there by its last frame; or half-way there, and back so that the first frame follows the last.</summary>
    internal static double Way(int frame, int frames, bool thereAndBack) => thereAndBack ? 1 - Math.Abs(1 - (2.0 * frame / frames)) : (double)frame / (frames - 1);

    /// <summary>The frame of these pictures.</summary>
    internal Picture Compose(int frame, IReadOnlyList<Picture> pictures) =>
        Composition?.Invoke(frame, pictures) ?? (pictures.Count == 1 ? pictures[0] : PictureGrid.Compose(pictures, Columns));
}
