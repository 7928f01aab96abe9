using System.Text.Json.Nodes;
using Imago.Torch.Formats;
using Imago.Training.Run;

namespace Imago.Training.Tests.Run;

/// <summary>Whether two runs are the same, bit for bit.</summary>
internal static class SameRun
{
    /// <summary>That two runs stand at the same point, bit for bit: all but the clock.</summary>
    public static void Assert(RunFolder expected, RunFolder met, long nimg)
    {
        AssertFile(expected.Network(nimg), met.Network(nimg));
        AssertFile(expected.State(nimg), met.State(nimg));
        AssertLines(expected.Stats, met.Stats);
        AssertLines(expected.Metrics, met.Metrics);
    }

    private static void AssertFile(string expected, string met)
    {
        using var one = SafeTensorsFile.Open(expected);
        using var other = SafeTensorsFile.Open(met);
        Xunit.Assert.Equal(one.Entries.Keys.Order(), other.Entries.Keys.Order());
        foreach (var name in one.Entries.Keys)
            Xunit.Assert.True(one.Bytes(name).ToArray().AsSpan().SequenceEqual(other.Bytes(name).ToArray()), $"{name} of {met} differs from the run that was never stopped.");
        Xunit.Assert.Equal(one.Metadata.Keys.Order(), other.Metadata.Keys.Order());
        foreach (var (key, text) in one.Metadata)
            Xunit.Assert.Equal(WithoutClock(text), WithoutClock(other.Metadata[key]));
    }

    private static void AssertLines(string expected, string met)
    {
        Xunit.Assert.Equal(File.Exists(expected), File.Exists(met));
        if (File.Exists(expected))
            Xunit.Assert.Equal(File.ReadLines(expected).Select(WithoutClock), File.ReadLines(met).Select(WithoutClock));
    }

    /// <summary>The text without what tells how long it took and how much memory the process had.</summary>
    public static string WithoutClock(string text)
    {
        if (!text.StartsWith('{'))
            return text;
        var json = JsonNode.Parse(text)!.AsObject();
        Strip(json);
        return json.ToJsonString();

        static void Strip(JsonObject part)
        {
            foreach (var (name, value) in part.ToList())
            {
                if (name is "Seconds" or "TickStartSeconds" or "seconds" or "timestamp" || name.StartsWith("Timing/", StringComparison.Ordinal) || name.StartsWith("Resources/", StringComparison.Ordinal))
                    part.Remove(name);
                else if (value is JsonObject inner)
                    Strip(inner);
            }
        }
    }
}
