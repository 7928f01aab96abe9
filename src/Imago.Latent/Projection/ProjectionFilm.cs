using Imago.Imaging;
using Imago.Imaging.Films;

namespace Imago.Latent.Projection;

/// <summary>The film of a projection: on the left the target, on the right the picture of a step, 10 a second. Of many steps every n-th is taken, so that it lasts 20 to 40 seconds at most.</summary>
internal sealed class ProjectionFilm : IDisposable
{
    private const int FramesPerSecond = 10, FewFrames = 200;

    private readonly FilmWriter _writer;
    private readonly Picture _target;
    private readonly int _every;
    private int _steps;

    /// <summary>Begins a film, after all checks.</summary>
    /// <param name="path">Its ending chooses the kind.</param>
    /// <param name="target">The picture on the left.</param>
    /// <param name="steps">How many steps will be told.</param>
    /// <exception cref="FilmException">It cannot be such a film, or not be there.</exception>
    public ProjectionFilm(string path, Picture target, int steps)
    {
        (_target, _every) = (target, Math.Max(1, steps / FewFrames));
        _writer = FilmWriter.Create(path, Options(target.Width));
    }

    /// <summary>Size and rate of the film of pictures of a side.</summary>
    public static FilmOptions Options(int side) => new() { Width = 2 * side, Height = side, FramesPerSecond = FramesPerSecond };

    /// <summary>Adds a step, if it is one of those that are shown.</summary>
    public void Add(ProjectionStep step)
    {
        if (_steps++ % _every == 0)
            _writer.Write(PictureGrid.Compose([_target, step.Rendering().ToPicture()], 2));
    }

    /// <summary>Completes it.</summary>
    /// <param name="stopped">Whether the projection was stopped; an earlier film is then not replaced.</param>
    /// <returns>Its path; null where it has no frame.</returns>
    public string? Finish(bool stopped) => stopped ? _writer.FinishStopped() : _writer.Finish();

    /// <summary>Ends it. What was not finished leaves nothing behind.</summary>
    public void Dispose() => _writer.Dispose();
}
