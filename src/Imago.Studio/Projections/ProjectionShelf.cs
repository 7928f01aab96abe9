using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Imago.Imaging;
using Imago.Latent;
using Imago.Latent.Projection;
using Imago.Studio.Keeps;
using Imago.Studio.Networks;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;
using Imago.Torch.Formats;

namespace Imago.Studio.Projections;

/// <summary>
/// Photographs that are looked for in networks: in <c>.studio/projections/ID/</c> lie the photograph, <c>request.json</c>, and what <c>imago project</c> has found, <c>found/</c>.
/// </summary>
/// <param name="workspace">Where they lie.</param>
/// <param name="jobs">The commands.</param>
/// <param name="networks">The networks.</param>
/// <param name="keeps">Where results are kept.</param>
/// <param name="trash">Where they go.</param>
public sealed class ProjectionShelf(Workspace workspace, Jobs jobs, NetworkShelf networks, KeepShelf keeps, Trash trash)
{
    /// <summary>What their jobs are called.</summary>
    public const string Kind = "project";

    private readonly ConcurrentDictionary<(string Id, long Made), double?> _psnr = [];

    /// <summary>Takes a photograph in.</summary>
    /// <param name="name">Its name, as the browser says it.</param>
    /// <param name="contents">What is in it.</param>
    /// <param name="cancel">The browser has gone.</param>
    /// <returns>The name of its folder.</returns>
    /// <exception cref="PictureException">It is no picture that can be read.</exception>
    /// <exception cref="StudioException">The name cannot be one.</exception>
    public async Task<string> AddAsync(string name, Stream contents, CancellationToken cancel)
    {
        var title = Workspace.FileName(Path.GetFileNameWithoutExtension(name));
        var id = Workspace.NewId();
        var folder = Directory.CreateDirectory(Path.Combine(workspace.Projections, "." + id)).FullName;
        try
        {
            var photo = Path.Combine(folder, "photo");
            await using (var file = new FileStream(photo, FileMode.CreateNew, FileAccess.Write))
            {
                await contents.CopyToAsync(file, cancel).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
            Whole(photo, name);
            Store(folder, new ProjectionRequest { Name = title });
            Directory.Move(folder, Path.Combine(workspace.Projections, id));
            return id;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>All of them, newest first.</summary>
    public IReadOnlyList<Projection> All() => [.. new DirectoryInfo(workspace.Projections).EnumerateDirectories()
        .Where(static folder => folder.Name[0] != '.')
        .OrderByDescending(static folder => folder.Name, StringComparer.Ordinal)
        .Select(folder => Read(folder.Name))
        .OfType<Projection>()];

    /// <summary>One of them.</summary>
    /// <exception cref="StudioException">There is none of this name.</exception>
    public Projection Find(string id) => Read(id) ?? throw new StudioException($"There is no projection {id}: it was removed.");

    /// <summary>One of its pictures: <c>photo</c>, <c>target</c> or <c>proj</c>.</summary>
    /// <exception cref="StudioException">There is none.</exception>
    public string Picture(string id, string what) => what switch
    {
        "photo" => Find(id).Photo,
        "target" or "proj" => Workspace.Inside(At(id), $"found/{what}.png"),
        _ => throw new StudioException($"A projection has no picture {what}."),
    };

    /// <summary>Begins to look, for the first time or again.</summary>
    /// <exception cref="StudioException">It is being looked for already, the network is gone, or a setting is out of its range.</exception>
    public void Begin(string id, string network, int steps, string space)
    {
        var (projection, entry) = (Find(id), networks.Find(network));
        if (projection.IsRunning)
            throw new StudioException($"{projection.Request.Name} is being looked for already: wait, or stop that first.");
        if (steps is < ProjectionRequest.FewestSteps or > ProjectionRequest.MostSteps)
            throw new StudioException($"The search is to take {steps} steps, expected {ProjectionRequest.FewestSteps} to {ProjectionRequest.MostSteps:N0}; 300 to 1000 are usual.");
        if (space is not ("w" or "w+"))
            throw new StudioException($"The space is '{space}', expected w or w+.");
        var job = jobs.Start(Kind, projection.Request.Name, [
            "project", "--target", Relative(projection.Photo), "--network", entry.Argument, "--num-steps", steps.ToString(CultureInfo.InvariantCulture), "--space", space,
            "--outdir", Relative(Path.Combine(At(id), "found"))], "/projections");
        Store(At(id), projection.Request with { Network = network, Steps = steps, Space = space, Job = job.Id, Kept = null });
        if (projection.Job is { } old)
            jobs.Forget(old);
    }

    /// <summary>Keeps what was found.</summary>
    /// <exception cref="StudioException">Nothing was found yet, or the network is gone.</exception>
    /// <exception cref="LatentException">The network is another one than it was found in.</exception>
    public Keep Keep(string id)
    {
        var projection = Find(id);
        using var renderer = networks.Find(projection.Request.Network).Open();
        var latent = LatentFile.Read(Workspace.Inside(At(id), "found/projected_w.safetensors"), renderer.Generator)[0];
        var request = new RenderRequest { Latent = latent };
        var keep = keeps.Add(projection.Request.Name, [], latent, renderer.Generator, request, renderer.Render(request).ToPicture(), projection.Request.Network, "");
        Store(At(id), projection.Request with { Kept = keep.Key });
        return keep;
    }

    /// <summary>Moves one into the trash.</summary>
    /// <returns>The name under which <see cref="Undo"/> brings it back.</returns>
    /// <exception cref="StudioException">It is still being looked for.</exception>
    public string Remove(string id)
    {
        var projection = Find(id);
        if (projection.IsRunning)
            throw new StudioException($"{projection.Request.Name} is still being looked for: stop that first.");
        if (projection.Job is { } job)
            jobs.Forget(job);
        return trash.Put(At(id));
    }

    /// <summary>Brings back what was removed.</summary>
    /// <exception cref="StudioException">It is not there any more.</exception>
    public void Undo(string removed) => trash.Restore(removed);

    private Projection? Read(string id)
    {
        try
        {
            var folder = At(id);
            var request = JsonSerializer.Deserialize<ProjectionRequest>(File.ReadAllText(Path.Combine(folder, "request.json")));
            return request is null ? null : new(id, Path.Combine(folder, "photo"), request, JobOf(request), Psnr(id, folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private Job? JobOf(ProjectionRequest request) => request.Job is null ? null : Job.Read(Workspace.Inside(workspace.JobFolders, request.Job));

    /// <summary>Measured once for each result, of the two pictures that anybody can compare.</summary>
    private double? Psnr(string id, string folder)
    {
        var (target, found) = (Path.Combine(folder, "found/target.png"), new FileInfo(Path.Combine(folder, "found/proj.png")));
        if (!found.Exists || !File.Exists(Path.Combine(folder, "found/projected_w.safetensors")))
            return null;
        return _psnr.GetOrAdd((id, found.LastWriteTimeUtc.Ticks), _ =>
        {
            try
            {
                return TargetPicture.Psnr(PictureReader.Decode(found.FullName), PictureReader.Decode(target));
            }
            catch (Exception e) when (e is PictureException or ArgumentException)
            {
                // Being written anew.
                return null;
            }
        });
    }

    /// <summary>Reads all of it, so that a damaged photograph is refused now and not by the search.</summary>
    private static void Whole(string photo, string name)
    {
        try
        {
            _ = PictureReader.Decode(photo);
        }
        catch (PictureException e)
        {
            throw new StudioException(e.Message.Replace("'photo'", $"'{name}'", StringComparison.Ordinal), e);
        }
    }

    private static void Store(string folder, ProjectionRequest request) => AtomicFile.Write(Path.Combine(folder, "request.json"), file => JsonSerializer.Serialize(file, request));

    private string At(string id) => Workspace.Inside(workspace.Projections, id);

    private string Relative(string path) => Path.GetRelativePath(workspace.Path, path);
}
