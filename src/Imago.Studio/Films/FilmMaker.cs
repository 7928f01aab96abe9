using System.Globalization;
using Imago.Latent;
using Imago.Latent.Bending;
using Imago.Networks;
using Imago.Studio.Explorer;
using Imago.Studio.Keeps;
using Imago.Studio.Networks;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Films;

/// <summary>Starts films: each is a command, <c>imago walk</c> or <c>imago ablate</c>, which writes into <c>films/</c>.</summary>
/// <param name="workspace">Where they go.</param>
/// <param name="jobs">The commands.</param>
/// <param name="networks">The networks.</param>
public sealed class FilmMaker(Workspace workspace, Jobs jobs, NetworkShelf networks)
{
    /// <summary>What their jobs are called.</summary>
    public const string Kind = "film";

    private const int LongestName = 60;

    /// <summary>A walk from seed to seed.</summary>
    /// <param name="network">The network's key.</param>
    /// <param name="seeds">Seeds and ranges.</param>
    /// <param name="truncation">Of all pictures.</param>
    /// <param name="plan">How it is filmed.</param>
    /// <exception cref="StudioException">The network is gone, or the plan cannot be.</exception>
    /// <exception cref="ArgumentException">The seeds are none.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Job OfSeeds(string network, string seeds, double truncation, FilmPlan plan)
    {
        var wanted = Seeds.Parse(seeds);
        if (!double.IsFinite(truncation))
            throw new StudioException($"The truncation is {truncation}, expected a finite number; 0.7 and 1 are usual.");
        var entry = networks.Find(network);
        return Start(entry, plan, $"{entry.Name} {string.Join(' ', wanted.Take(4))}{(wanted.Count > 4 ? " …" : "")}",
            "walk", _ => ["--seeds", string.Join(',', wanted), "--trunc", Text(truncation)], Way(plan));
    }

    /// <summary>A walk through kept pictures, each as it was kept. Their points lie beside the film, so that the command line can make it again.</summary>
    /// <param name="keeps">Two or more, in their order.</param>
    /// <param name="plan">How it is filmed.</param>
    /// <exception cref="StudioException">They are of several networks, have no latents, or the plan cannot be.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Job OfKeeps(IReadOnlyList<Keep> keeps, FilmPlan plan)
    {
        if (keeps.Count < 2)
            throw new StudioException($"A film needs two kept pictures or more, and {keeps.Count} is chosen.");
        var first = keeps[0];
        if (keeps.FirstOrDefault(keep => keep.Fingerprint != first.Fingerprint) is { } other)
            throw new StudioException($"{first.Name} and {other.Name} are pictures of different networks: choose pictures of one network for a film.");
        var entry = networks.Find(first.Network ?? throw new StudioException($"Nothing says of which network {first.Name} is: choose pictures that were kept in the explorer."));
        using var renderer = entry.Open();
        if (renderer.Fingerprint != first.Fingerprint)
            throw new StudioException($"The network {entry.Name} is another one than when {first.Name} was kept: its file was replaced. Bring the old file back, or choose other pictures.");
        var scene = SceneOf(keeps, renderer);
        return OfScene(entry, renderer.Generator, scene, plan, string.Join(" – ", keeps.Take(3).Select(static keep => keep.Name)) + (keeps.Count > 3 ? " …" : ""), "walk", Way(plan));
    }

    /// <summary>A film of points of a network that is open.</summary>
    /// <param name="entry">The network.</param>
    /// <param name="generator">The same, open.</param>
    /// <param name="scene">What is shown.</param>
    /// <param name="plan">How it is filmed.</param>
    /// <param name="shows">What it is called where the plan has no name.</param>
    /// <param name="command">walk or ablate.</param>
    /// <param name="how">Options of that command alone.</param>
    /// <exception cref="StudioException">The plan cannot be, or the command not be started.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal Job OfScene(NetworkEntry entry, Generator generator, FilmScene scene, FilmPlan plan, string shows, string command, IReadOnlyList<string> how) =>
        Start(entry, plan, shows, command, stem => scene.Write(stem, generator, workspace.Path), how);

    /// <summary>The options with which <c>imago walk</c> goes as planned.</summary>
    internal static IReadOnlyList<string> Way(FilmPlan plan) => ["--interpolation", plan.Interpolation, .. plan.Loop ? (string[])["--loop"] : []];

    private Job Start(NetworkEntry entry, FilmPlan plan, string shows, string command, Func<string, IReadOnlyList<string>> what, IReadOnlyList<string> how)
    {
        plan.Check();
        var title = plan.Name.Trim() is { Length: > 0 } named ? named : shows;
        var stem = jobs.Free(workspace.Films, Workspace.FileName(title, LongestName), [plan.Kind, .. FilmShelf.Beside]);
        var film = Path.GetRelativePath(workspace.Path, stem + plan.Kind);
        return jobs.Start(Kind, title, [
            command, "--network", entry.Argument, .. what(stem), "--output", film, "--seconds", Text(plan.Seconds), "--fps", Text(plan.FramesPerSecond), .. how],
            $"/films#{Uri.EscapeDataString(Path.GetFileName(film))}");
    }

    /// <summary>Kept pictures as points, and what the network was like when they were kept: the same for all of them, or a walk through them would show something else.</summary>
    private static FilmScene SceneOf(IReadOnlyList<Keep> keeps, Renderer renderer)
    {
        var layers = renderer.Generator.Synthesis.Layers;
        (string Name, IReadOnlyList<Bend> Bends, NoiseMode Noise, long Seed) Like(Keep keep)
        {
            if (keep.Edited && keep.View.Length == 0)
                throw new StudioException($"Layers were changed for {keep.Name}, and nothing says which: leave it out of the film, or keep it again in the explorer.");
            // Only what the explorer says of layers and noise counts here; the rest is in the latent.
            var view = ExplorerView.Parse(keep.View);
            return (keep.Name, ViewBends.Of(view, layers, view.Death?.Ordered(layers) ?? []), view.Noise, view.Noise == NoiseMode.Random ? view.NoiseSeed : 0);
        }
        var (first, others) = (Like(keeps[0]), keeps.Skip(1).Select(Like));
        foreach (var other in others)
        {
            if (!other.Bends.Select(static bend => bend.ToString()).SequenceEqual(first.Bends.Select(static bend => bend.ToString())) || (other.Noise, other.Seed) != (first.Noise, first.Seed))
                throw new StudioException($"{first.Name} and {other.Name} were kept with different layers switched or different noise, and a walk has the same in every frame: choose pictures that are alike in this, or hold both in the explorer.");
        }
        return new([.. keeps.Select(keep => renderer.ToW(new RenderRequest
        {
            Latent = LatentFile.Read(keep.LatentFile ?? throw new StudioException($"{keep.Name} has no latent: leave it out of the film."), renderer.Generator)[0],
            TruncationPsi = keep.Truncation,
            TruncationCutoff = keep.TruncationCutoff,
        }))], first.Bends, first.Noise, first.Seed);
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
