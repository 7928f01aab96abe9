using Imago.Imaging;
using Imago.Imaging.Films;
using Imago.Latent.Films;

namespace Imago.Latent.Dreams;

/// <summary>What a zoom through a dream is like.</summary>
public sealed record DreamFilmOptions
{
    /// <summary>2 to 1,000,000.</summary>
    public required int Frames { get; init; }

    /// <summary>1 to 240.</summary>
    public double FramesPerSecond { get; init; } = 30;

    /// <summary>How much larger each frame is than the one before, about its middle, 0.5 to 2; under 1 it moves away.</summary>
    public double Zoom { get; init; } = 1.01;

    /// <summary>Steps in each size for each frame but the first, which is a whole dream.</summary>
    public int Steps { get; init; } = 1;
}

/// <summary>Films a dream that falls into itself: each frame is the last one, a little larger, dreamt on. No more than one is ever held.</summary>
public static class DreamFilm
{
    /// <summary>Dreams and writes.</summary>
    /// <param name="dreamer">How to dream.</param>
    /// <param name="start">What it begins with.</param>
    /// <param name="path">Where the film goes; the ending chooses the kind: see <see cref="FilmWriter"/>.</param>
    /// <param name="options">What it is like.</param>
    /// <param name="progress">Told how many frames are there.</param>
    /// <param name="cancel">Stops between steps.</param>
    /// <exception cref="FilmStoppedException">It was stopped; what there is of it was completed.</exception>
    /// <exception cref="FilmException">It cannot be written.</exception>
    /// <exception cref="ArgumentException">The picture is too small, or an option is out of its range.</exception>
    /// <exception cref="LatentException">There is too little memory.</exception>
    public static WrittenFilm Write(Dreamer dreamer, Picture start, string path, DreamFilmOptions options, Action<int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(dreamer);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(options);
        var frames = dreamer.Zoom(start, options.Zoom, options.Steps, cancel).Take(options.Frames);
        using var writer = FilmWriter.Create(path, new() { Width = start.Width, Height = start.Height, FramesPerSecond = options.FramesPerSecond });
        try
        {
            foreach (var frame in frames)
            {
                writer.Write(frame);
                progress?.Invoke(writer.Frames);
            }
            return new(writer.Finish(), options.Frames, options.FramesPerSecond, start.Width, start.Height);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw new FilmStoppedException(writer.FinishStopped(), writer.Frames, options.Frames, cancel);
        }
    }
}
