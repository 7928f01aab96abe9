using Imago.Studio.Networks;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;
using Imago.Torch.Formats;
using Imago.Training.Run;

namespace Imago.Studio.Training;

/// <summary>What can be done with a run: begin, pause, go on, keep a snapshot. Pressing twice does no harm.</summary>
/// <param name="workspace">Where runs and networks lie.</param>
/// <param name="jobs">Trainings are commands in processes of their own.</param>
/// <param name="shelf">The runs.</param>
public sealed class RunControl(Workspace workspace, Jobs jobs, RunShelf shelf)
{
    private readonly Lock _one = new();

    /// <summary>Begins a run.</summary>
    /// <param name="title">What it makes.</param>
    /// <param name="arguments">Of <c>imago train</c>, without the folder.</param>
    /// <exception cref="StudioException">It cannot be started.</exception>
    public Job Begin(string title, IEnumerable<string> arguments) => jobs.Start(RunCommand.Kind, title, ["train", .. arguments, "--outdir", "runs"], "/training");

    /// <summary>A command as it is now; null where it was removed from the list.</summary>
    public Job? Again(Job job) => jobs.All().FirstOrDefault(one => one.Id == job.Id);

    /// <summary>The run that a command trains; null while it has none yet, and after its end.</summary>
    public TrainingRun? RunOf(Job job) => job.Pid is { } pid ? shelf.All().FirstOrDefault(run => run is { IsAlive: true, Claim: { IsHere: true } claim } && claim.Pid == pid) : null;

    /// <summary>Asks a run to stop with a snapshot; also one that was started in a terminal.</summary>
    /// <exception cref="StudioException">It is trained on another machine.</exception>
    public void Pause(string name)
    {
        if (shelf.Find(name) is not { IsAlive: true } run)
            return;
        if (run.Claim is { IsHere: false } far)
            throw new StudioException($"{name} is trained on {far.Machine}, not here: stop it there, with Ctrl-C.");
        if (run.Claim is not { } claim)
            return;
        if (jobs.All().FirstOrDefault(job => job is { State: JobState.Running } && job.Pid == claim.Pid) is { } job)
            Jobs.Stop(job);
        else
            Interruption.Ask(claim.Pid);
    }

    /// <summary>Goes on with a run where its last snapshot is.</summary>
    /// <param name="name">The run.</param>
    /// <param name="kimg">How far; null for as far as it was to go.</param>
    /// <exception cref="StudioException">It cannot be started.</exception>
    public Job? Continue(string name, double? kimg)
    {
        lock (_one)
        {
            if (shelf.Find(name) is not { IsAlive: false } || Starting(name) is not null)
                return null;
            return jobs.Start(RunCommand.Kind, name, RunCommand.Arguments(name, kimg), $"/training/{Uri.EscapeDataString(name)}");
        }
    }

    /// <summary>The command that is about to go on with a run; null where none is.</summary>
    public Job? Starting(string name) => LastOf(name) is { State: JobState.Running } job ? job : null;

    /// <summary>The newest command that went on with a run; null where there was none.</summary>
    public Job? LastOf(string name) => RunCommand.Among(jobs.All()).FirstOrDefault(command => command.Run == name)?.Job;

    /// <summary>Keeps a snapshot as a network of its own: half-trained ones are often the best.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="name">The artist's name for it.</param>
    /// <returns>The network; another of this name is not replaced.</returns>
    /// <exception cref="StudioException">Nothing of the name can be used.</exception>
    /// <exception cref="IOException">The snapshot is gone, or the disk is full.</exception>
    public NetworkEntry Keep(RunSnapshot snapshot, string name)
    {
        lock (_one)
        {
            var path = Workspace.Free(workspace.Networks, Workspace.FileName(name), ".safetensors");
            using var source = File.OpenRead(snapshot.Network.Path);
            AtomicFile.Write(path, source.CopyTo);
            return new NetworkEntry(Path.GetRelativePath(workspace.Path, path), path, NetworkOrigin.Own);
        }
    }
}
