using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Imago.Torch;

namespace Imago.Training.Run;

/// <summary>That processes which train together were started with the same options. What may differ from machine to machine is left out: which device, and in which folder a file lies.</summary>
public static class Agreement
{
    /// <summary>Compares with the options of process 0.</summary>
    /// <exception cref="TrainingException">They differ; the process that differs says in what.</exception>
    /// <exception cref="PeerLostException">Another process is gone.</exception>
    public static void Check(TrainingOptions options, ProcessGroup group)
    {
        var mine = JsonSerializer.SerializeToNode(options with
        {
            Data = Path.GetFileName(options.Data), Resume = Path.GetFileName(options.Resume), Device = Device.Parse(options.Device).IsCuda ? "cuda" : "cpu",
        })!.AsObject();
        var first = JsonNode.Parse(group.FromFirst(Encoding.UTF8.GetBytes(mine.ToJsonString())))!.AsObject();
        var differing = mine.Select(static entry => entry.Key).Concat(first.Select(static entry => entry.Key)).Distinct()
            .Where(name => !JsonNode.DeepEquals(mine[name], first[name]))
            .Select(name => $"{name} is {mine[name]?.ToJsonString() ?? "not given"}, not {first[name]?.ToJsonString() ?? "given"}")
            .ToList();
        if (!group.Any(differing.Count > 0))
            return;
        throw new TrainingException(differing.Count > 0
            ? $"process {group.Rank} of {group.Size} was started with other options than process 0: {string.Join("; ", differing)}; start all with the same command."
            : "another process was started with other options than process 0, and says with which: start all with the same command.");
    }
}
