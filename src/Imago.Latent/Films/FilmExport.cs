using Imago.Imaging;
using Imago.Imaging.Films;

namespace Imago.Latent.Films;

/// <summary>How a film is written.</summary>
public sealed record FilmExportOptions
{
    /// <summary>The side to which each picture is enlarged or shrunk (Lanczos), in pixels; null leaves it as the network makes it.</summary>
    public int? Side { get; init; }

    /// <summary>What is heard, in an MP4 or WebM; null: nothing.</summary>
    public FilmSound? Sound { get; init; }

    /// <summary>See <see cref="FilmOptions.MostBitsPerSecond"/>.</summary>
    public int? MostBitsPerSecond { get; init; }

    /// <summary>How many pictures are computed at once; null: <see cref="Renderer.DefaultBatch"/>.</summary>
    public int? Batch { get; init; }
}

/// <summary>A film that was written.</summary>
/// <param name="Path">The file, or the folder of frames.</param>
/// <param name="Frames">How many.</param>
/// <param name="FramesPerSecond">At which rate.</param>
/// <param name="Width">Columns of a frame.</param>
/// <param name="Height">Rows of a frame.</param>
public sealed record WrittenFilm(string Path, int Frames, double FramesPerSecond, int Width, int Height);

/// <summary>A film was stopped; what there is of it is complete and can be watched.</summary>
/// <param name="path">Where it is; null where it has no frame.</param>
/// <param name="frames">How many frames it has.</param>
/// <param name="all">How many it was to have.</param>
/// <param name="cancel">What stopped it.</param>
public sealed class FilmStoppedException(string? path, int frames, int all, CancellationToken cancel)
    : OperationCanceledException(path is null ? "The film was stopped before its first frame." : $"{path} holds the first {frames:N0} of {all:N0} frames.", cancel)
{
    /// <summary>Where it is; null where it has no frame.</summary>
    public string? Path { get; } = path;
}

/// <summary>Renders a film into a file: while a frame is composed and encoded, the next is computed. No more than that is ever held.</summary>
public static class FilmExport
{
    /// <summary>Renders and writes.</summary>
    /// <param name="renderer">The network.</param>
    /// <param name="film">What is shown.</param>
    /// <param name="path">Where it goes; the ending chooses the kind: see <see cref="FilmWriter"/>.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="progress">Told how many frames are computed.</param>
    /// <param name="cancel">Stops after the frame that is under way.</param>
    /// <exception cref="FilmStoppedException">It was stopped; what there is of it was completed.</exception>
    /// <exception cref="FilmException">It cannot be written; said after the first frame, if it can be known.</exception>
    /// <exception cref="ArgumentException">A frame does not fit the network.</exception>
    /// <exception cref="LatentException">See <see cref="Renderer"/>.</exception>
    public static WrittenFilm Write(
        Renderer renderer, Film film, string path, FilmExportOptions? options = null, Action<int>? progress = null, CancellationToken cancel = default)
    {
        options ??= new();
        var cells = film.Cells(0).Count;
        var requests = Enumerable.Range(0, film.Frames).SelectMany(film.Cells);
        FilmWriter? writer = null;
        FilmOptions? form = null;
        var writing = Task.CompletedTask;
        try
        {
            var frame = 0;
            foreach (var renderings in renderer.Render(requests, options.Batch, cancel).Chunk(cells))
            {
                var number = frame++;
                Picture Composed() => film.Compose(number, [.. renderings.Select(one => Sized(one.ToPicture(), options.Side))]);
                writing.GetAwaiter().GetResult();
                if (writer is null)
                {
                    var first = Composed();
                    form = new() { Width = first.Width, Height = first.Height, FramesPerSecond = film.FramesPerSecond, Sound = options.Sound, MostBitsPerSecond = options.MostBitsPerSecond };
                    writer = FilmWriter.Create(path, form);
                    writer.Write(first);
                }
                else
                    writing = Task.Run(() => writer.Write(Composed()), CancellationToken.None);
                progress?.Invoke(frame);
            }
            writing.GetAwaiter().GetResult();
            return new(writer!.Finish(), writer.Frames, film.FramesPerSecond, form!.Width, form.Height);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            writing.GetAwaiter().GetResult();
            throw new FilmStoppedException(writer?.FinishStopped(), writer?.Frames ?? 0, film.Frames, cancel);
        }
        finally
        {
            Task.WhenAny(writing).Wait(CancellationToken.None);
            writer?.Dispose();
        }
    }

    private static Picture Sized(Picture picture, int? side) => side is not { } wanted || wanted == picture.Width ? picture : PictureResizer.Fit(picture, wanted, wanted);
}
