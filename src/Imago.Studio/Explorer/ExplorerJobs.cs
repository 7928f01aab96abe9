using System.Globalization;
using Imago.Studio.Films;
using Imago.Studio.Networks;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Explorer;

/// <summary>What takes longer than a picture, as commands of Imago's: films, and finding directions.</summary>
/// <param name="jobs">Starts them.</param>
/// <param name="films">Starts those that are films.</param>
/// <param name="desk">Finds the latents.</param>
/// <param name="shelf">Finds the network's file.</param>
/// <param name="workspace">Where directions lie.</param>
public sealed class ExplorerJobs(Jobs jobs, FilmMaker films, PictureDesk desk, NetworkShelf shelf, Workspace workspace)
{
    /// <summary>How files of directions end.</summary>
    public const string DirectionsEnding = ".directions.safetensors";

    /// <summary>A film from point to point, as <c>imago walk</c> makes it: each as the view shows it, with truncation, styles, directions, noise and what the switchboard does.</summary>
    /// <param name="view">All but the points.</param>
    /// <param name="points">Two or more.</param>
    /// <param name="secondsEach">From one to the next.</param>
    /// <param name="interpolation">linear, or spline for a way without kinks.</param>
    /// <exception cref="StudioException">A point cannot be, or the command not be started.</exception>
    public Task<Job> WalkAsync(ExplorerView view, IReadOnlyList<LatentAddress> points, double secondsEach, string interpolation)
    {
        if (points.Count < 2)
            throw new StudioException($"A film needs two points or more, and there is {points.Count}: hold another picture, or go a step.");
        var plan = new FilmPlan { Seconds = secondsEach * (points.Count - 1), Interpolation = interpolation, Loop = false };
        return FilmAsync(view, points, plan, "walk", FilmMaker.Way(plan));
    }

    /// <summary>A film of the centre while the network dies, as <c>imago ablate</c> makes it; it begins as the switchboard has it.</summary>
    /// <param name="view">The centre, and how it looks.</param>
    /// <param name="death">In which order.</param>
    /// <param name="seconds">The film's length.</param>
    /// <exception cref="StudioException">The point cannot be, or the command not be started.</exception>
    public Task<Job> DeathAsync(ExplorerView view, Death death, double seconds) => FilmAsync(
        view with { Death = null }, [view.At], new FilmPlan { Seconds = seconds }, "ablate", ["--order", death.Order, "--seed", death.Seed.ToString(CultureInfo.InvariantCulture), "--curve", "linear"]);

    /// <summary>Finds directions of a network, into <c>networks/NAME.directions.safetensors</c>.</summary>
    /// <param name="network">Its key.</param>
    /// <param name="method">sefa or pca.</param>
    /// <exception cref="StudioException">The network is gone, or the command cannot be started.</exception>
    public Job FindDirections(string network, string method)
    {
        var (entry, samples) = (shelf.Find(network), method == "pca" ? "50000" : "10000");
        var file = Path.GetRelativePath(workspace.Path, jobs.Free(workspace.Networks, $"{Workspace.FileName(entry.Name)}-{method}", DirectionsEnding) + DirectionsEnding);
        return jobs.Start("directions", Path.GetFileName(file), ["directions", "find", "--network", entry.Argument, "--method", method, "--count", "20", "--samples", samples, "--output", file]);
    }

    /// <summary>Files of directions, by their paths below the workspace: those in <c>networks/</c> and in runs.</summary>
    public IReadOnlyList<string> DirectionFiles() =>
        [.. Directory.EnumerateFiles(workspace.Networks, "*directions*.safetensors").Concat(Directory.EnumerateFiles(workspace.Runs, "*directions*.safetensors", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }))
            .Order(StringComparer.OrdinalIgnoreCase).Select(file => Path.GetRelativePath(workspace.Path, file))];

    private Task<Job> FilmAsync(ExplorerView view, IReadOnlyList<LatentAddress> points, FilmPlan plan, string command, IReadOnlyList<string> how) =>
        desk.WithAsync(view.Network, new Turn("films", Guid.NewGuid().ToString()), network =>
        {
            var scene = new FilmScene(
                [.. points.Select(at => network.Renderer.ToW(PictureWish.Of(view with { At = at }, network, workspace)) with { Name = at.ToString() })], network.Bends(view), view.Noise, view.NoiseSeed);
            var name = $"{command switch { "ablate" => "death", _ => "walk" }}-{DateTime.Now.ToString("yyyy-MM-dd-HHmm", CultureInfo.InvariantCulture)}";
            return films.OfScene(shelf.Find(view.Network), network.Renderer.Generator, scene, plan, name, command, how);
        }, CancellationToken.None);
}
