using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Imago.Torch.Formats;

namespace Imago.Training.Run;

/// <summary>
/// One training on disk, laid out as users of StyleGAN2-ADA know it: <c>options.json</c>, <c>log.txt</c>, <c>stats.jsonl</c> (a line a tick),
/// <c>metrics.jsonl</c> (a line a snapshot), <c>reals.png</c>, <c>fakes000123.png</c>, <c>network-000123.safetensors</c>,
/// <c>state-000123.safetensors</c>. Numbers are thousands of pictures.
/// </summary>
public sealed partial class RunFolder
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    private const string OptionsName = "options.json", FailureMark = "Failed: ";

    private RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The lines of the ticks.</summary>
    public string Stats => File("stats.jsonl");

    /// <summary>The lines of the quality numbers.</summary>
    public string Metrics => File("metrics.jsonl");

    /// <summary>What was shown on the screen.</summary>
    public string Log => File("log.txt");

    private string OptionsFile => File(OptionsName);

    /// <summary>Makes the next folder <c>00007-name</c> below <paramref name="outdir"/> and stores the options in it.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static RunFolder Create(string outdir, string name, TrainingOptions options)
    {
        Directory.CreateDirectory(outdir);
        var next = Directory.EnumerateDirectories(outdir)
            .Select(path => Number().Match(System.IO.Path.GetFileName(path)))
            .Where(match => match.Success)
            .Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture) + 1)
            .DefaultIfEmpty(0)
            .Max();
        // Two trainings may start at the same moment: the number belongs to whoever is first to rename a complete folder to it.
        var made = Directory.CreateDirectory(System.IO.Path.Combine(outdir, $".new-{Guid.NewGuid():N}")).FullName;
        try
        {
            AtomicFile.Write(System.IO.Path.Combine(made, OptionsName), stream => JsonSerializer.Serialize(stream, options, s_json));
            while (true)
            {
                var path = System.IO.Path.Combine(outdir, $"{next++:d5}-{name}");
                try
                {
                    Directory.Move(made, path);
                    return new RunFolder(path);
                }
                catch (IOException) when (Directory.Exists(path))
                {
                    // Taken.
                }
            }
        }
        finally
        {
            if (Directory.Exists(made))
                Directory.Delete(made, recursive: true);
        }
    }

    /// <summary>Opens a folder that <see cref="Create"/> made.</summary>
    /// <exception cref="TrainingException">It is no run folder.</exception>
    public static (RunFolder Folder, TrainingOptions Options) Open(string path)
    {
        var folder = new RunFolder(path);
        try
        {
            using var stream = System.IO.File.OpenRead(folder.OptionsFile);
            return (folder, JsonSerializer.Deserialize<TrainingOptions>(stream)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new TrainingException($"{path} is no run folder, its options.json cannot be read ({e.Message}): name a folder such as runs/00000-portraits-auto.", e);
        }
    }

    /// <summary>The folder that another process made for a training together; it may lie on another machine.</summary>
    public static RunFolder OfAnother(string path) => new(path);

    /// <summary>
    /// Takes the folder for one training until disposed (or killed), and removes what a killed one left half-written under temporary names.
    /// </summary>
    /// <param name="kimg">How far it is to go, in thousands of pictures, for others to see; null where that is not known.</param>
    /// <exception cref="TrainingException">Another process trains here.</exception>
    public IDisposable Claim(double? kimg = null) => RunClaim.Take(this, kimg);

    /// <summary>Whether somebody trains here at this moment: this process or another, started from wherever.</summary>
    public bool IsClaimed() => RunClaim.IsTaken(this);

    /// <summary>Who trains here, while <see cref="IsClaimed"/>; otherwise who died here without an end. Null where the last training ended by itself, or there was none.</summary>
    public RunClaim? LastClaim() => RunClaim.Read(this);

    /// <summary>Writes the sentence with which a training failed into the log, as its last line.</summary>
    /// <exception cref="IOException">The disk is full or not writable.</exception>
    public void LogFailure(string sentence) => AppendLine(Log, FailureMark + sentence);

    /// <summary>The sentence with which the last training failed; null where the log ends otherwise.</summary>
    /// <param name="lastLine">The last line of the log.</param>
    public static string? FailureOf(string lastLine) => lastLine.StartsWith(FailureMark, StringComparison.Ordinal) ? lastLine[FailureMark.Length..] : null;

    /// <summary>The network of a snapshot.</summary>
    public string Network(long nimg) => File($"network-{Kimg(nimg)}.safetensors");

    /// <summary>The state of a snapshot.</summary>
    public string State(long nimg) => File($"state-{Kimg(nimg)}.safetensors");

    /// <summary>The preview grid of a snapshot.</summary>
    public string Fakes(long nimg) => File($"fakes{Kimg(nimg)}.png");

    /// <summary>The preview grid of the untrained network.</summary>
    public string FakesInit => File("fakes_init.png");

    /// <summary>A grid of real pictures.</summary>
    public string Reals => File("reals.png");

    /// <summary>The preview grids of the trained network and how many thousands of pictures it had seen, oldest first.</summary>
    public IReadOnlyList<(double Kimg, string File)> Previews() =>
        Directory.EnumerateFiles(Path, "fakes*.png")
            .Select(file => (Name: PreviewName().Match(System.IO.Path.GetFileName(file)), File: file))
            .Where(pair => pair.Name.Success)
            .Select(pair => (Kimg: double.Parse(pair.Name.Groups[1].Value, CultureInfo.InvariantCulture), pair.File))
            .OrderBy(pair => pair.Kimg)
            .ToList();

    /// <summary>The snapshots that have both a network and a state, newest first.</summary>
    public IReadOnlyList<(string Network, string State)> Snapshots() =>
        (Directory.Exists(Path) ? Directory.EnumerateFiles(Path, "state-*.safetensors") : [])
            .Select(state => (Network: File("network" + System.IO.Path.GetFileName(state)["state".Length..]), State: state))
            .Where(pair => System.IO.File.Exists(pair.Network))
            .OrderByDescending(pair => KimgOfName(pair.State))
            .ToList();

    /// <summary>The newest network, or null.</summary>
    public string? LatestNetwork() => Directory.Exists(Path) ? LatestNetworkIn(Path) : null;

    /// <summary>The newest network of a folder that is or was a run's, or null.</summary>
    public static string? LatestNetworkIn(string folder) =>
        Directory.EnumerateFiles(folder, "network-*.safetensors").OrderByDescending(KimgOfName).FirstOrDefault(static file => KimgOfName(file) >= 0);

    /// <summary>
    /// Deletes states but the newest that are not after <paramref name="nimg"/>: only these are ever continued from, and they are the
    /// largest files. Later ones were passed over as damaged: they must not count.
    /// </summary>
    public void DropOldStates(long nimg, int keep = 2)
    {
        foreach (var (_, state) in Snapshots().Where(pair => KimgOfName(pair.State) <= nimg / 1000.0).Skip(keep))
            System.IO.File.Delete(state);
    }

    /// <summary>Adds one line and hands it to the disk.</summary>
    /// <exception cref="IOException">The disk is full or not writable.</exception>
    public static void AppendLine(string path, string line)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
            stream.Flush(flushToDisk: true);
        }
        catch (IOException e)
        {
            throw new IOException($"Cannot write to {path} ({e.Message.TrimEnd('.')}): free some space, then go on with --continue.", e);
        }
    }

    /// <summary>Whether a file of JSON lines has one of this <paramref name="kimg"/>.</summary>
    public static bool HasLine(string path, double kimg) =>
        System.IO.File.Exists(path) && System.IO.File.ReadLines(path).Any(line => KimgOf(line) is { } at && Math.Abs(at - kimg) < 1e-9);

    /// <summary>Cuts a file of JSON lines back to those of at most <paramref name="kimg"/>: later ones belong to work that was lost.</summary>
    public static void KeepLinesUntil(string path, double kimg)
    {
        if (!System.IO.File.Exists(path))
            return;
        var kept = System.IO.File.ReadLines(path).Where(line => KimgOf(line) is { } at && at <= kimg + 1e-9).ToList();
        AtomicFile.Write(path, stream =>
        {
            foreach (var line in kept)
                stream.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
        });
    }

    private static double? KimgOf(string line)
    {
        try
        {
            // A line that was cut off by a kill is no JSON: it goes too.
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TryGetProperty("kimg", out var kimg) ? kimg.GetDouble() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whole thousands as six digits; the rest, where there is one, behind a dot: a snapshot never takes another's name.</summary>
    private static string Kimg(long nimg) => nimg % 1000 == 0 ? $"{nimg / 1000:d6}" : $"{nimg / 1000:d6}.{nimg % 1000:d3}";

    private static double KimgOfName(string path) =>
        SnapshotName().Match(System.IO.Path.GetFileName(path)) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : -1;

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    [GeneratedRegex(@"^\d+(?=-|$)")]
    private static partial Regex Number();

    [GeneratedRegex(@"^fakes(\d+(?:\.\d+)?)\.png$")]
    private static partial Regex PreviewName();

    [GeneratedRegex(@"^(?:state|network)-(\d+(?:\.\d+)?)\.safetensors$")]
    private static partial Regex SnapshotName();
}
