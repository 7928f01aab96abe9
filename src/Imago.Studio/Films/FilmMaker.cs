using System.Globalization;
using Imago.Latent;
using Imago.Studio.Keeps;
using Imago.Studio.Networks;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Films;

/// <summary>Starts films: each is <c>imago walk</c>, which writes into <c>films/</c>.</summary>
/// <param name="workspace">Where they go.</param>
/// <param name="jobs">The commands.</param>
/// <param name="networks">The networks.</param>
public sealed class FilmMaker(Workspace workspace, Jobs jobs, NetworkShelf networks)
{
    /// <summary>What their jobs are called.</summary>
    public const string Kind = "film";

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
        return Start(networks.Find(network), plan, $"{networks.Find(network).Name} {string.Join(' ', wanted.Take(4))}{(wanted.Count > 4 ? " …" : "")}",
            _ => ["--seeds", string.Join(',', wanted), "--trunc", Text(truncation)]);
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
        return Start(entry, plan, string.Join(" – ", keeps.Take(3).Select(static keep => keep.Name)) + (keeps.Count > 3 ? " …" : ""), film =>
        {
            using var renderer = entry.Open();
            if (renderer.Fingerprint != first.Fingerprint)
                throw new StudioException($"The network {entry.Name} is another one than when {first.Name} was kept: its file was replaced. Bring the old file back, or choose other pictures.");
            var points = keeps.Select(keep => renderer.ToW(new RenderRequest
            {
                Latent = LatentFile.Read(keep.LatentFile ?? throw new StudioException($"{keep.Name} has no latent: leave it out of the film."), renderer.Generator)[0],
                TruncationPsi = keep.Truncation,
                TruncationCutoff = keep.TruncationCutoff,
            })).ToList();
            var latents = Workspace.Free(workspace.Films, Path.GetFileNameWithoutExtension(film), ".safetensors");
            LatentFile.Write(latents, points, renderer.Generator);
            return ["--latents", Relative(latents), "--trunc", "1"];
        });
    }

    private Job Start(NetworkEntry entry, FilmPlan plan, string shows, Func<string, IReadOnlyList<string>> what)
    {
        plan.Check();
        var title = plan.Name.Trim() is { Length: > 0 } named ? named : shows;
        var film = Free(Workspace.FileName(title), plan.Kind);
        return jobs.Start(Kind, title, [
            "walk", "--network", entry.Argument, .. what(film), "--output", Relative(film), "--seconds", Text(plan.Seconds), "--fps", Text(plan.FramesPerSecond), "--interpolation", plan.Interpolation,
            .. plan.Loop ? (string[])["--loop"] : []], $"/films#{Uri.EscapeDataString(Path.GetFileName(film))}");
    }

    /// <summary>A name that neither a film has nor one that is being made.</summary>
    private string Free(string name, string ending)
    {
        name = name[..Math.Min(name.Length, 60)].TrimEnd('.', ' ');
        var taken = jobs.All().Where(static job => job.State == JobState.Running).SelectMany(static job => job.Request.Arguments).ToHashSet();
        for (var number = 1; ; number++)
        {
            var path = Workspace.Free(workspace.Films, number == 1 ? name : $"{name}-{number}", ending);
            if (!taken.Contains(Relative(path)))
                return path;
        }
    }

    private string Relative(string path) => Path.GetRelativePath(workspace.Path, path);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
