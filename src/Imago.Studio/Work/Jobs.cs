using System.Text.Json;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Work;

/// <summary>The commands that the studio has started. All that is known of them lies in their folders, so that they and the studio end independently.</summary>
/// <param name="workspace">Where the folders lie.</param>
/// <param name="program">What is started.</param>
public sealed class Jobs(Workspace workspace, ImagoProgram program)
{
    /// <summary>Starts a command.</summary>
    /// <param name="kind">The command's room: see <see cref="JobRequest"/>.</param>
    /// <param name="title">What it makes.</param>
    /// <param name="arguments">Of <c>imago</c>; <c>--json</c> is added.</param>
    /// <param name="leads">What is to be seen when it is done, an address in the studio.</param>
    /// <exception cref="StudioException">It cannot be started.</exception>
    /// <exception cref="IOException">Its folder cannot be made.</exception>
    public Job Start(string kind, string title, IReadOnlyList<string> arguments, string? leads = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(workspace.JobFolders, Workspace.NewId(kind))).FullName;
        var request = new JobRequest(kind, title, [.. arguments, "--json"], DateTimeOffset.UtcNow) { Leads = leads };
        File.WriteAllText(Path.Combine(folder, "job.json"), JsonSerializer.Serialize(request));
        program.Start(folder, request.Arguments);
        return Job.Read(folder)!;
    }

    /// <summary>All of them, newest first.</summary>
    public IReadOnlyList<Job> All() =>
        [.. new DirectoryInfo(workspace.JobFolders).EnumerateDirectories().OrderByDescending(static folder => folder.Name, StringComparer.Ordinal).Select(static folder => Job.Read(folder.FullName)).OfType<Job>()];

    /// <summary>A path below a folder, without its ending, that neither a file has nor a command that is running: <c>name</c>, else <c>name-2</c> and so on.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="name">As it is to be called.</param>
    /// <param name="endings">All that is to lie there under this name.</param>
    public string Free(string folder, string name, params IReadOnlyList<string> endings)
    {
        var named = All().Where(static job => job.State == JobState.Running).SelectMany(static job => job.Request.Arguments).ToHashSet();
        return Workspace.FreeStem(folder, name, endings, path => named.Contains(Path.GetRelativePath(workspace.Path, path)));
    }

    /// <summary>One of them.</summary>
    /// <exception cref="StudioException">There is none of this name.</exception>
    public Job Find(string id) => Job.Read(Workspace.Inside(workspace.JobFolders, id)) ?? throw new StudioException($"There is no work {id}: it was removed.");

    /// <summary>Asks a command to end as Ctrl-C does, once: what is complete stays.</summary>
    public static void Stop(Job job)
    {
        if (job is not { State: JobState.Running, IsStopping: false, Pid: { } pid })
            return;
        Interruption.Ask(pid);
        try
        {
            File.Create(job.StopMark).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk is full, or the job was removed: it stops all the same.
        }
    }

    /// <summary>Begins a command once more, in the place of one that has ended.</summary>
    /// <exception cref="StudioException">It cannot be started.</exception>
    public Job Again(Job job)
    {
        var again = Start(job.Request.Kind, job.Request.Title, [.. job.Request.Arguments.Where(static one => one != "--json")], job.Request.Leads);
        Forget(job);
        return again;
    }

    /// <summary>Forgets a command that has ended; what it made stays.</summary>
    public void Forget(Job job)
    {
        if (job.State != JobState.Running)
            Directory.Delete(Workspace.Inside(workspace.JobFolders, job.Id), recursive: true);
    }
}
