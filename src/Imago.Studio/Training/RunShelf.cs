using System.Collections.Concurrent;
using Imago.Studio.Networks;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;
using Imago.Training;
using Imago.Training.Run;

namespace Imago.Studio.Training;

/// <summary>The runs of a workspace, read from their folders. What was read stays in memory, so that a look costs only what is new.</summary>
/// <param name="workspace">Where they lie.</param>
/// <param name="networks">Names their snapshots.</param>
/// <param name="jobs">The commands that went on with them.</param>
public sealed class RunShelf(Workspace workspace, NetworkShelf networks, Jobs jobs)
{
    private const int LogLines = 30;

    private readonly ConcurrentDictionary<string, Reader> _readers = new(StringComparer.Ordinal);

    /// <summary>All of them, newest first.</summary>
    public IReadOnlyList<TrainingRun> All()
    {
        var commands = jobs.All();
        return [.. new DirectoryInfo(workspace.Runs).EnumerateDirectories().Where(static folder => folder.Name[0] != '.').OrderByDescending(static folder => folder.Name, StringComparer.Ordinal).Select(folder => Read(folder.Name, commands)).OfType<TrainingRun>()];
    }

    /// <summary>One of them; null where there is none of this name.</summary>
    /// <exception cref="StudioException">The name leads out of <c>runs/</c>.</exception>
    public TrainingRun? Find(string name) => Directory.Exists(Workspace.Inside(workspace.Runs, name)) ? Read(name, jobs.All()) : null;

    private TrainingRun? Read(string name, IReadOnlyList<Job> commands)
    {
        try
        {
            var path = Workspace.Inside(workspace.Runs, name);
            var reader = _readers.GetOrAdd(path, static path => new Reader(path));
            lock (reader)
                return reader.Read(networks, commands);
        }
        catch (Exception e) when (e is TrainingException or StudioException or IOException or UnauthorizedAccessException)
        {
            // No run, or one that is just being deleted.
            return null;
        }
    }

    private sealed class Reader(string path)
    {
        private readonly GrowingLines<Tick> _ticks = new(Path.Combine(path, "stats.jsonl"), Tick.Parse);
        private readonly GrowingLines<Measure> _measures = new(Path.Combine(path, "metrics.jsonl"), Measure.Parse);

        public TrainingRun Read(NetworkShelf networks, IReadOnlyList<Job> commands)
        {
            var (folder, options) = RunFolder.Open(path);
            var name = Path.GetFileName(path);
            var log = Job.Tail(folder.Log).Where(static line => line.Length > 0).TakeLast(LogLines).ToList();
            // The lock comes first and last: between the two looks a training may have begun or ended.
            var alive = folder.IsClaimed();
            var claim = folder.LastClaim();
            if (!alive && claim is not null)
                alive = folder.IsClaimed();
            var run = new TrainingRun
            {
                Name = name,
                Path = path,
                Options = options,
                Ticks = _ticks.Read(),
                Measures = _measures.Read(),
                Grids = [.. File.Exists(folder.FakesInit) ? [new Grid(0, RunPictures.Address(name, folder.FakesInit))] : (Grid[])[], .. folder.Previews().Select(one => new Grid(one.Kimg, RunPictures.Address(name, one.File)))],
                Reals = File.Exists(folder.Reals) ? RunPictures.Address(name, folder.Reals) : null,
                Snapshots = [.. networks.OfRun(name).Select(static network => new RunSnapshot(TrainingRun.KimgOf(network.Path), network)).Where(static snapshot => snapshot.Kimg >= 0)],
                State = RunState.Paused,
                Claim = claim,
                Lengthened = RunCommand.Among(commands).FirstOrDefault(one => one.Run == name && one.Kimg is not null)?.Kimg,
                Log = log,
            };
            return run with { State = StateOf(run, alive, commands) };
        }

        private static RunState StateOf(TrainingRun run, bool alive, IReadOnlyList<Job> commands) => (alive, run.Claim) switch
        {
            // It may have been asked by a studio that was closed since, or have been started in a terminal and be no command of the studio's.
            (true, { IsHere: true } claim) when Interruption.WasAsked(claim.Pid) || commands.Any(job => job.Pid == claim.Pid && job.IsStopping) => RunState.Pausing,
            (true, _) => RunState.Training,
            (false, not null) => RunState.Died,
            _ when run.Log is [.., var last] && RunFolder.FailureOf(last) is not null => RunState.Failed,
            _ => run.Kimg >= run.Goal ? RunState.Done : RunState.Paused,
        };
    }
}
