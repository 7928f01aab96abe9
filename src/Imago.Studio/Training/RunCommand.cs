using System.Globalization;
using Imago.Studio.Work;

namespace Imago.Studio.Training;

/// <summary>A command that goes on with a run.</summary>
/// <param name="Job">The command.</param>
/// <param name="Run">The run's name.</param>
/// <param name="Kimg">How far it is to go; null for as far as the run was to go.</param>
internal sealed record RunCommand(Job Job, string Run, double? Kimg)
{
    /// <summary>The kind of trainings among all commands.</summary>
    public const string Kind = "train";

    private const string Verb = "train", Option = "--continue", Length = "--kimg", Folder = "runs/";

    /// <summary>The command line.</summary>
    public static IReadOnlyList<string> Arguments(string run, double? kimg) => [Verb, Option, Folder + run, .. kimg is { } goal ? [Length, goal.ToString(CultureInfo.InvariantCulture)] : (string[])[]];

    /// <summary>Those among commands, in their order.</summary>
    public static IEnumerable<RunCommand> Among(IReadOnlyList<Job> commands) => commands.Select(Of).OfType<RunCommand>();

    private static RunCommand? Of(Job job) => job.Request.Kind == Kind && job.Request.Arguments.ToArray() is [Verb, Option, var folder, .. var rest] && folder.StartsWith(Folder, StringComparison.Ordinal)
        ? new(job, folder[Folder.Length..], rest is [Length, var kimg, ..] ? double.Parse(kimg, CultureInfo.InvariantCulture) : null)
        : null;
}
