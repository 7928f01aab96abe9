using Imago.Imaging;
using Imago.Imaging.Films;
using Imago.Networks.Formats;

namespace Imago.Latent.Projection;

/// <summary>A projection into a folder.</summary>
public sealed record ProjectionJob
{
    /// <summary>The folder; made where it does not exist. Files of the same names are replaced.</summary>
    public required string Outdir { get; init; }

    /// <summary>How the picture is searched for.</summary>
    public ProjectionOptions Search { get; init; } = new();

    /// <summary>How a copy of the network is tuned afterwards; null for not at all.</summary>
    public TuningOptions? Tuning { get; init; }

    /// <summary>What the tuned copy is said to come from: the file name of the network.</summary>
    public string? Parent { get; init; }

    /// <summary>A film of the search, the target beside the picture: the kind is what its ending says; see <see cref="ProjectionFilm"/>. Null for none.</summary>
    public string? Film { get; init; }
}

/// <summary>What a projection into a folder gave.</summary>
/// <param name="Found">The latent.</param>
/// <param name="Psnr">How near its picture, <c>proj.png</c>, comes to the target, in dB of <see cref="TargetPicture.Psnr"/>.</param>
/// <param name="TunedSteps">For how many steps the copy was tuned; 0 where not at all.</param>
/// <param name="TunedPsnr">How near the changed copy comes, <c>tuned.png</c>; null where there is none.</param>
/// <param name="Files">The files in the folder, by name.</param>
/// <param name="Film">The film, or null.</param>
public sealed record Projected(Found Found, double Psnr, int TunedSteps, double? TunedPsnr, IReadOnlyList<string> Files, string? Film);

/// <summary>
/// Searches for a picture and writes what comes of it: <c>target.png</c>; <c>proj.png</c> and <c>projected_w.safetensors</c>, which are the network's as it is; and where a copy of the
/// network was changed, the copy, <c>tuned.safetensors</c>, with its picture <c>tuned.png</c> and the same w for it, <c>tuned_w.safetensors</c>.
/// </summary>
public static class ProjectionExport
{
    /// <summary>Searches and writes. After a stop all that was found by then is there.</summary>
    /// <param name="renderer">The network; it stays as it is.</param>
    /// <param name="target">The picture; see <see cref="TargetPicture.Load"/>.</param>
    /// <param name="distance">What near means.</param>
    /// <param name="job">How, and where to.</param>
    /// <param name="looked">Told of how many starts of the search have been looked at.</param>
    /// <param name="searched">Told of the steps that the search has taken.</param>
    /// <param name="tuned">Told of the steps that the tuning has taken.</param>
    /// <param name="cancel">Stops between steps.</param>
    /// <exception cref="ArgumentException">An option is out of its range or does not fit the network, or the folder is a file.</exception>
    /// <exception cref="LatentException">The network's pictures are not finite.</exception>
    /// <exception cref="PictureException">A picture cannot be written.</exception>
    /// <exception cref="FilmException">The film cannot be written.</exception>
    /// <exception cref="IOException">Another file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before the first step.</exception>
    public static Projected Write(
        Renderer renderer, Picture target, IPictureDistance distance, ProjectionJob job, Action<int>? looked = null, Action<int>? searched = null, Action<int>? tuned = null, CancellationToken cancel = default)
    {
        using var projector = new Projector(renderer);
        projector.Check(job.Search, job.Tuning);
        OutputFolder.Make(job.Outdir);
        List<string> files = [];
        string Named(string name)
        {
            files.Add(name);
            return Path.Combine(job.Outdir, name);
        }

        using var film = job.Film is null ? null : new ProjectionFilm(job.Film, target, job.Search.Steps + (job.Tuning?.Steps ?? 0));
        PictureWriter.Save(Named("target.png"), target);
        var found = projector.Find(target, distance, job.Search, step => Told(step, searched), looked, cancel);
        var psnr = WritePoint(renderer, "proj.png", "projected_w.safetensors");
        var steps = job.Tuning is null || cancel.IsCancellationRequested ? 0 : projector.Tune(target, found.Latent, distance, job.Tuning, step => Told(step, tuned), cancel);
        double? copyPsnr = null;
        if (projector.Tuned is { } copy)
        {
            NetworkFile.Write(Named("tuned.safetensors"), copy.Generator, null, renderer.Training with { Parent = job.Parent });
            copyPsnr = WritePoint(copy, "tuned.png", "tuned_w.safetensors");
        }
        return new Projected(found, psnr, steps, copyPsnr, files, film?.Finish(cancel.IsCancellationRequested));

        void Told(ProjectionStep step, Action<int>? progress)
        {
            film?.Add(step);
            progress?.Invoke(step.Number);
        }

        double WritePoint(Renderer network, string pictureName, string latentName)
        {
            var picture = network.Render(new RenderRequest { Latent = found.Latent }).ToPicture();
            PictureWriter.Save(Named(pictureName), picture);
            LatentFile.Write(Named(latentName), [found.Latent], network.Generator);
            return TargetPicture.Psnr(picture, target);
        }
    }
}
