namespace Imago.Training.Quality;

/// <summary>Reads one picture.</summary>
/// <param name="index">0 … <see cref="PictureSet.Count"/> − 1.</param>
/// <param name="pixels">Receives [C, H, W], 0 to 255.</param>
public delegate void PictureReading(int index, Span<byte> pixels);

/// <summary>
/// Numbered square pictures of one size, as the quality numbers read them: a data set without its mirror images
/// (<see cref="QualityOptions.Mirror"/> adds them, so that a picture and its mirror image never stand on both sides of a floor).
/// </summary>
/// <param name="Count">How many there are.</param>
/// <param name="Channels">1 (grey) or 3 (RGB).</param>
/// <param name="Resolution">Width and height, a power of two from 16 to 1024.</param>
/// <param name="Read">Reads one; called from many threads at a time.</param>
public sealed record PictureSet(int Count, int Channels, int Resolution, PictureReading Read)
{
    /// <summary>Bytes of one picture: C · H · W.</summary>
    public int PictureBytes => Channels * Resolution * Resolution;
}
