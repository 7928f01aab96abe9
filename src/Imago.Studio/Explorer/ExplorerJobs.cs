using System.Globalization;
using Imago.Latent;
using Imago.Networks;
using Imago.Studio.Networks;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Explorer;

/// <summary>What takes longer than a picture, as commands of Imago's: films, and finding directions.</summary>
/// <param name="jobs">Starts them.</param>
/// <param name="desk">Finds the latents.</param>
/// <param name="shelf">Finds the network's file.</param>
/// <param name="workspace">Where the films go.</param>
public sealed class ExplorerJobs(Jobs jobs, PictureDesk desk, NetworkShelf shelf, Workspace workspace)
{
    /// <summary>How files of directions end.</summary>
    public const string DirectionsEnding = ".directions.safetensors";

    /// <summary>A film from point to point, as <c>imago walk</c> makes it. Truncation, styles and directions of the view are in its latents; what the switchboard does is not in it.</summary>
    /// <param name="view">All but the points.</param>
    /// <param name="points">Two or more.</param>
    /// <param name="secondsEach">From one to the next.</param>
    /// <param name="interpolation">linear, or spline for a way without kinks.</param>
    /// <exception cref="StudioException">A point cannot be, or the command not be started.</exception>
    public async Task<Job> WalkAsync(ExplorerView view, IReadOnlyList<LatentAddress> points, double secondsEach, string interpolation)
    {
        if (points.Count < 2)
            throw new StudioException($"A film needs two points or more, and there is {points.Count}: hold another picture, or go a step.");
        var film = await BeginAsync(view, points, "walk").ConfigureAwait(false);
        return jobs.Start("film", Path.GetFileName(film.Path),
            ["walk", "--network", shelf.Find(view.Network).Path, "--latents", film.Latents, "--output", film.Path, "--trunc", "1", "--interpolation", interpolation,
                "--seconds", Text(secondsEach * (points.Count - 1)), .. view.Noise == NoiseMode.None ? (string[])["--noise-mode", "none"] : []]);
    }

    /// <summary>A film of the centre while the network dies, as <c>imago ablate</c> makes it.</summary>
    /// <param name="view">The centre, and how it looks.</param>
    /// <param name="death">In which order.</param>
    /// <param name="seconds">The film's length.</param>
    /// <exception cref="StudioException">The point cannot be, or the command not be started.</exception>
    public async Task<Job> DeathAsync(ExplorerView view, Death death, double seconds)
    {
        var film = await BeginAsync(view, [view.At], "death").ConfigureAwait(false);
        return jobs.Start("film", Path.GetFileName(film.Path),
            ["ablate", "--network", shelf.Find(view.Network).Path, "--latents", film.Latents, "--output", film.Path, "--trunc", "1", "--order", death.Order, "--seed", Text(death.Seed), "--seconds", Text(seconds), "--curve", "linear"]);
    }

    /// <summary>Finds directions of a network, into <c>networks/NAME.directions.safetensors</c>.</summary>
    /// <param name="network">Its key.</param>
    /// <param name="method">sefa or pca.</param>
    /// <exception cref="StudioException">The network is gone, or the command cannot be started.</exception>
    public Job FindDirections(string network, string method)
    {
        var (entry, samples) = (shelf.Find(network), method == "pca" ? "50000" : "10000");
        var file = Workspace.Free(workspace.Networks, $"{Workspace.FileName(entry.Name)}-{method}", DirectionsEnding);
        return jobs.Start("directions", Path.GetFileName(file), ["directions", "find", "--network", entry.Path, "--method", method, "--count", "20", "--samples", samples, "--output", file]);
    }

    /// <summary>Files of directions, by their paths below the workspace: those in <c>networks/</c> and in runs.</summary>
    public IReadOnlyList<string> DirectionFiles() =>
        [.. Directory.EnumerateFiles(workspace.Networks, "*directions*.safetensors").Concat(Directory.EnumerateFiles(workspace.Runs, "*directions*.safetensors", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }))
            .Order(StringComparer.OrdinalIgnoreCase).Select(file => Path.GetRelativePath(workspace.Path, file))];

    /// <summary>A free name for a film, with its latents written beside it: from them the command line makes it again.</summary>
    private async Task<(string Path, string Latents)> BeginAsync(ExplorerView view, IReadOnlyList<LatentAddress> points, string kind)
    {
        var path = Workspace.Free(workspace.Films, $"{kind}-{DateTime.Now.ToString("yyyy-MM-dd-HHmm", CultureInfo.InvariantCulture)}", ".mp4");
        var latents = Path.ChangeExtension(path, ".latents.safetensors");
        await desk.WithAsync(view.Network, new Turn("films", Guid.NewGuid().ToString()), network =>
        {
            LatentFile.Write(latents, [.. points.Select(at => network.Renderer.ToW(PictureWish.Of(view with { At = at }, network, workspace)) with { Name = at.ToString() })], network.Renderer.Generator);
            return true;
        }, CancellationToken.None).ConfigureAwait(false);
        return (path, latents);
    }

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
