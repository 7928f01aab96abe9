using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Imago.Studio.Work;

/// <summary>What became of a command.</summary>
public enum JobState
{
    /// <summary>It works.</summary>
    Running,

    /// <summary>It ended well.</summary>
    Done,

    /// <summary>It ended with an error.</summary>
    Failed,

    /// <summary>It was stopped by the artist.</summary>
    Stopped,

    /// <summary>It ended without a word: killed, or the machine was switched off.</summary>
    Lost,
}

/// <summary>What was asked for: stored as <c>job.json</c>.</summary>
/// <param name="Kind">The command's room: <c>pack</c>, <c>train</c>, <c>project</c>, <c>film</c>.</param>
/// <param name="Title">What it makes, as the artist named it.</param>
/// <param name="Arguments">Of <c>imago</c>.</param>
/// <param name="Begun">When.</param>
public sealed record JobRequest(string Kind, string Title, IReadOnlyList<string> Arguments, DateTimeOffset Begun)
{
    /// <summary>What is to be seen when it is done: an address in the studio, or null.</summary>
    public string? Leads { get; init; }
}

/// <summary>A command of Imago's that the studio has started: read from its folder, whoever started it and whenever.</summary>
public sealed partial class Job
{
    private readonly string _folder;

    private Job(string folder, JobRequest request)
    {
        (_folder, Request) = (folder, request);
        Id = Path.GetFileName(folder);
        var process = Text("pid").Split(' ');
        Pid = process.Length == 4 ? int.Parse(process[0], CultureInfo.InvariantCulture) : null;
        var alive = Pid is { } pid
            ? ProcessBirth.Of(pid) == process[2] || ProcessBirth.Of(int.Parse(process[1], CultureInfo.InvariantCulture)) == process[3]
            : DateTimeOffset.UtcNow - request.Begun < TimeSpan.FromSeconds(5);
        // The code comes last: what was not alive a moment ago has written it by now, or never will.
        ExitCode = int.TryParse(Text("exit"), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
        State = ExitCode switch
        {
            0 => JobState.Done,
            130 => JobState.Stopped,
            not null => JobState.Failed,
            null => alive ? JobState.Running : JobState.Lost,
        };
    }

    /// <summary>The name of its folder.</summary>
    public string Id { get; }

    /// <summary>What was asked for.</summary>
    public JobRequest Request { get; }

    /// <summary>Its process, once it has one.</summary>
    public int? Pid { get; }

    /// <summary>Of the command; null while it works.</summary>
    public int? ExitCode { get; }

    /// <summary>What became of it.</summary>
    public JobState State { get; }

    /// <summary>Whether it was asked to stop and is about to: it writes down what is complete.</summary>
    public bool IsStopping => State == JobState.Running && (File.Exists(StopMark) || Pid is { } pid && Interruption.WasAsked(pid));

    /// <summary>There from the moment at which it was asked to stop, also where the studio is opened anew in between.</summary>
    internal string StopMark => Path.Combine(_folder, "stop");

    /// <summary>The command line, as one would type it.</summary>
    public string CommandLine => "imago " + string.Join(' ', Request.Arguments.Select(static one => Plain().IsMatch(one) ? one : $"'{one.Replace("'", "'\\''", StringComparison.Ordinal)}'"));

    /// <summary>The last line that it said: how far it is, or why it failed.</summary>
    public string LastLine => Tail(Path.Combine(_folder, "log.txt")).LastOrDefault(static line => line.Length > 0) ?? "";

    /// <summary>How far it is, 0 to 1, where its last line says so.</summary>
    public double? Share => PercentDone().Match(LastLine) is { Success: true } found ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) / 100 : null;

    /// <summary>Its result, what <c>--json</c> printed; null where there is none.</summary>
    public JsonElement? Result()
    {
        try
        {
            using var json = JsonDocument.Parse(Text("result.json"));
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a job; null where the folder holds none.</summary>
    internal static Job? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<JobRequest>(File.ReadAllText(Path.Combine(folder, "job.json"))) is { } request ? new Job(folder, request) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The last lines of a file that may be growing; none where it cannot be read.</summary>
    internal static IReadOnlyList<string> Tail(string file, int bytes = 8192)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(-Math.Min(bytes, stream.Length), SeekOrigin.End);
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string Text(string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(_folder, name)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"\((\d+) %\)")]
    private static partial Regex PercentDone();

    [GeneratedRegex(@"^[A-Za-z0-9_./:=+,-]+$")]
    private static partial Regex Plain();
}
