using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Imago.Training.Quality;

/// <summary>The sliced Wasserstein distance of one octave, × 1000.</summary>
/// <param name="Side">Side of the pyramid level in pixels; 16 is the small picture that remains.</param>
/// <param name="Distance">Generated against real.</param>
/// <param name="Floor">Real against as many other reals: nothing can be expected to stay below it.</param>
public readonly record struct SwdLevel(int Side, double Distance, double Floor);

/// <summary>What <see cref="QualityMeter.Measure"/> found.</summary>
public sealed record QualityResult
{
    /// <summary>The octaves, fine to coarse.</summary>
    public required IReadOnlyList<SwdLevel> Levels { get; init; }

    /// <summary>Generated pictures against all reals taken.</summary>
    public required KernelDistanceResult Kid { get; init; }

    /// <summary>One half of the reals against the other.</summary>
    public required KernelDistanceResult KidFloor { get; init; }

    /// <summary>Pictures on each side of an SWD and of a floor; as many generated ones for the KID.</summary>
    public required int Pictures { get; init; }

    /// <summary>What the options asked for.</summary>
    public required int PicturesAsked { get; init; }

    /// <summary>Reals looked at: the KID's real side.</summary>
    public required int Reals { get; init; }

    /// <summary>Reals that the data set has.</summary>
    public required int RealsInSet { get; init; }

    /// <summary>Time taken, without the making of the pictures.</summary>
    public required double Seconds { get; init; }

    /// <summary>The untrained network of the KID.</summary>
    public string Network { get; } = RandomVgg.Version;

    /// <summary>Mean of the octaves' distances.</summary>
    public double Swd => Levels.Average(static level => level.Distance);

    /// <summary>Mean of the octaves' floors.</summary>
    public double SwdFloor => Levels.Average(static level => level.Floor);

    /// <summary>The reading for the screen: a few plain sentences.</summary>
    public string Words => QualityWords.Of(this);

    /// <summary>One line for <c>metrics.jsonl</c>.</summary>
    /// <param name="kimg">How far the training was, in thousands of real pictures shown.</param>
    public string ToJson(double kimg)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("kimg", kimg);
            json.WriteNumber("swd", Swd);
            json.WriteNumber("swd_floor", SwdFloor);
            json.WriteStartObject("swd_levels");
            foreach (var level in Levels)
                json.WriteNumber(level.Side.ToString(CultureInfo.InvariantCulture), level.Distance);
            json.WriteEndObject();
            json.WriteStartObject("swd_floor_levels");
            foreach (var level in Levels)
                json.WriteNumber(level.Side.ToString(CultureInfo.InvariantCulture), level.Floor);
            json.WriteEndObject();
            json.WriteNumber("kid", Kid.Value);
            json.WriteNumber("kid_low", Kid.Low);
            json.WriteNumber("kid_high", Kid.High);
            json.WriteNumber("kid_floor", KidFloor.Value);
            json.WriteNumber("kid_floor_low", KidFloor.Low);
            json.WriteNumber("kid_floor_high", KidFloor.High);
            json.WriteString("kid_network", Network);
            json.WriteNumber("pictures", Pictures);
            json.WriteNumber("reals", Reals);
            json.WriteNumber("seconds", Math.Round(Seconds, 3));
            json.WriteString("words", Words);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
