namespace Imago.Imaging.Films;

/// <summary>
/// Writes a film frame by frame; a few frames are held at a time, however long it is. The name's ending chooses its kind: <c>.mp4</c> (H.264), <c>.webm</c>
/// (VP9), <c>.gif</c> or <c>.webp</c> (both begin again for ever). A name without an ending, with a slash at its end, or of a folder that exists is a folder
/// of <c>frame000000.png</c>, <c>frame000001.png</c>, … The first three are made by ffmpeg, the others without it. A film of N frames lasts
/// N / <see cref="FilmOptions.FramesPerSecond"/> seconds. Nothing stands under its name before <see cref="Finish"/>, the frames in a folder excepted.
/// Not for several threads at once.
/// </summary>
public abstract class FilmWriter : IDisposable
{
    private readonly FilmOptions _options;
    private readonly string _path;
    private bool _closed;

    private protected FilmWriter(string path, FilmOptions options) => (_path, _options) = (path, options);

    /// <summary>Frames written so far.</summary>
    public int Frames { get; private set; }

    /// <summary>Begins a film, after <see cref="Check"/>.</summary>
    /// <param name="path">The film; an existing file is replaced when the new film is complete.</param>
    /// <param name="options">Size, rate and sound.</param>
    /// <exception cref="FilmException">See <see cref="Check"/>.</exception>
    public static FilmWriter Create(string path, FilmOptions options)
    {
        Check(path, options);
        var kind = FilmKind.Of(path);
        return kind.NeedsFfmpeg ? new FfmpegFilm(path, options, kind)
            : kind == FilmKind.WebP ? new WebPFilm(path, options)
            : new FrameFolder(path, options);
    }

    /// <summary>Refuses what <see cref="Create"/> would refuse, so that a command can say so before minutes of rendering.</summary>
    /// <param name="path">The film.</param>
    /// <param name="options">Size, rate and sound.</param>
    /// <exception cref="FilmException">
    /// An ending that is no film's; a size or rate that the kind does not hold; a sound that it does not hold or that cannot be read; a folder that does not
    /// exist, that may not be written to, or that holds frames already; ffmpeg is needed and missing.
    /// </exception>
    public static void Check(string path, FilmOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        FilmChecks.Check(path, options, FilmKind.Of(path));
    }

    /// <summary>Adds a frame. Its pixels may be changed by the caller afterwards.</summary>
    /// <param name="frame">Grey or RGB, of the film's size.</param>
    /// <exception cref="ArgumentException">It has another size, or transparency.</exception>
    /// <exception cref="FilmException">The film cannot be written any further; nothing is left of it.</exception>
    public void Write(Picture frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ObjectDisposedException.ThrowIf(_closed, this);
        if ((frame.Width, frame.Height) != (_options.Width, _options.Height) || frame.Channels == 4)
            throw new ArgumentException($"A frame of {frame.Width} x {frame.Height} x {frame.Channels} does not fit a film of {_options.Width} x {_options.Height} in RGB or grey.", nameof(frame));
        Guarded(() => Add(Rgb(frame)));
        Frames++;
    }

    /// <summary>Completes the film under its name.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="FilmException">It cannot be written; what stood under the name still does.</exception>
    public string Finish()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (Frames == 0)
            throw new InvalidOperationException("A film needs a frame, and none was written.");
        return Complete(_path);
    }

    /// <summary>
    /// Completes what there is of a film that is stopped. A file under its name, an earlier film perhaps, is not replaced: the film then goes beside it, as
    /// <c>NAME.stopped.mp4</c>. A sound ends with the picture, with its fade.
    /// </summary>
    /// <returns>The path, or null where no frame was written and nothing is left.</returns>
    /// <exception cref="FilmException">It cannot be written.</exception>
    public string? FinishStopped()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (Frames > 0)
            return Complete(FreeName());
        Dispose();
        return null;
    }

    /// <summary>Ends it. What was not finished leaves nothing behind.</summary>
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            Abandon();
        }
        GC.SuppressFinalize(this);
    }

    private protected abstract void Add(byte[] rgb);

    // Makes everything written stand under this name.
    private protected abstract void CompleteAs(string path);

    // Ends all work and removes what was written.
    private protected abstract void Abandon();

    private string Complete(string path)
    {
        Guarded(() => CompleteAs(path));
        _closed = true;
        return path;
    }

    private void Guarded(Action step)
    {
        try
        {
            step();
        }
        catch (Exception e)
        {
            Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw new FilmException($"'{_path}' cannot be written ({e.Message.TrimEnd('.')}): free some space or choose another place.", e);
            throw;
        }
    }

    // [height * width * 3], the film's own copy.
    private static byte[] Rgb(Picture frame)
    {
        if (frame.Channels == 3)
            return (byte[])frame.Pixels.Clone();
        var rgb = new byte[frame.Pixels.Length * 3];
        for (var i = 0; i < frame.Pixels.Length; i++)
            rgb.AsSpan(i * 3, 3).Fill(frame.Pixels[i]);
        return rgb;
    }

    private string FreeName()
    {
        if (!File.Exists(_path))
            return _path;
        var (stem, ending) = (_path[..^Path.GetExtension(_path).Length], Path.GetExtension(_path));
        return Enumerable.Range(1, int.MaxValue).Select(n => $"{stem}.stopped{(n == 1 ? "" : $"-{n}")}{ending}").First(name => !File.Exists(name));
    }
}
