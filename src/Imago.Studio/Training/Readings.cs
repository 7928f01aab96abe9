using System.Text.Json;

namespace Imago.Studio.Training;

/// <summary>A line of <c>stats.jsonl</c>: how a training went since the one before.</summary>
/// <param name="Kimg">Thousands of pictures shown.</param>
/// <param name="GeneratorLoss">Of the generator.</param>
/// <param name="DiscriminatorLoss">Of the discriminator.</param>
/// <param name="R1">The gradient penalty.</param>
/// <param name="SignReal">Mean sign of the discriminator's answers to real pictures: what ADA steers by.</param>
/// <param name="SignFake">Mean sign of its answers to generated ones.</param>
/// <param name="Augment">ADA's p.</param>
/// <param name="SecondsPerKimg">Without snapshots.</param>
/// <param name="Maintenance">Seconds that went into snapshots.</param>
/// <param name="Seconds">Of training in all.</param>
/// <param name="SecondsPerTick">Since the line before.</param>
/// <param name="At">When it was written.</param>
public sealed record Tick(
    double Kimg, double GeneratorLoss, double DiscriminatorLoss, double R1, double SignReal, double SignFake, double Augment,
    double SecondsPerKimg, double Maintenance, double Seconds, double SecondsPerTick, DateTimeOffset At)
{
    /// <summary>Real pictures shown in a second.</summary>
    public double ImagesPerSecond => 1000 / SecondsPerKimg;

    /// <summary>Reads a line; what is missing or no number is NaN. Null for what is no line of statistics.</summary>
    internal static Tick? Parse(string line) => Lines.Parse(line, static json => new Tick(
        Lines.Number(json, "kimg"), Mean(json, "Loss/G/loss"), Mean(json, "Loss/D/loss"), Mean(json, "Loss/r1_penalty"), Mean(json, "Loss/signs/real"), Mean(json, "Loss/signs/fake"),
        Mean(json, "Progress/augment"), Mean(json, "Timing/sec_per_kimg"), Mean(json, "Timing/maintenance_sec"), Mean(json, "Timing/total_sec"), Mean(json, "Timing/sec_per_tick"),
        DateTimeOffset.UnixEpoch.AddSeconds(Lines.Number(json, "timestamp") is var at && double.IsFinite(at) ? at : 0)));

    private static double Mean(JsonElement json, string name) => json.TryGetProperty(name, out var statistic) && statistic.ValueKind == JsonValueKind.Object ? Lines.Number(statistic, "mean") : double.NaN;
}

/// <summary>A line of <c>metrics.jsonl</c>: how near the pictures of a snapshot are to the real ones.</summary>
/// <param name="Kimg">Thousands of pictures shown.</param>
/// <param name="Swd">Sliced Wasserstein distance, × 1000.</param>
/// <param name="SwdFloor">That of real pictures to other real ones.</param>
/// <param name="KidLow">Lower end of what the kernel distance may be.</param>
/// <param name="KidHigh">Upper end.</param>
public sealed record Measure(double Kimg, double Swd, double SwdFloor, double KidLow, double KidHigh)
{
    /// <summary>Reads a line; null for what is none.</summary>
    internal static Measure? Parse(string line) => Lines.Parse(line, static json => new Measure(
        Lines.Number(json, "kimg"), Lines.Number(json, "swd"), Lines.Number(json, "swd_floor"), Lines.Number(json, "kid_low"), Lines.Number(json, "kid_high")));
}

/// <summary>JSON lines of programs that may be others'.</summary>
internal static class Lines
{
    public static T? Parse<T>(string line, Func<JsonElement, T> read)
        where T : class
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object && double.IsFinite(Number(json.RootElement, "kimg")) ? read(json.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static double Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
}
