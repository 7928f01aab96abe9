using System.Text.Json;
using System.Text.Json.Serialization;
using Imago.Latent.Units;
using Imago.Torch.Formats;

namespace Imago.Latent.Ablation;

/// <summary>What stands beside the film of a death: everything that is needed to make any frame of it again, and which unit died when.</summary>
public sealed record AblationTimeline
{
    /// <summary>The value of <see cref="Format"/>.</summary>
    public const string FormatName = "imago.ablation/1";

    private static readonly JsonSerializerOptions s_form = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary><see cref="FormatName"/>.</summary>
    public string Format { get; init; } = FormatName;

    /// <summary>The network's fingerprint.</summary>
    public required string Network { get; init; }

    /// <summary>The faces.</summary>
    public required IReadOnlyList<LatentCode> Latents { get; init; }

    /// <summary>How they die.</summary>
    public required AblationOptions Options { get; init; }

    /// <summary>Frames of the film as it was planned; one that was stopped has fewer.</summary>
    public required int Frames { get; init; }

    /// <summary>All units that die, the first first, as <c>b64.conv1/17</c>.</summary>
    public required IReadOnlyList<string> Units { get; init; }

    /// <summary>By frame: what happened.</summary>
    public required IReadOnlyList<AblationEvent> Events { get; init; }

    /// <summary>By frame: the root mean square difference from the first, of colours from 0 to 1.</summary>
    public IReadOnlyList<double>? Distances { get; init; }

    /// <summary>The plan that it tells.</summary>
    /// <exception cref="LatentException">A unit is written in another way.</exception>
    public AblationPlan ToPlan() => new([.. Units.Select(ToUnit)], Frames, Options.Curve, Options.Revive);

    /// <summary>Writes it; the file is there whole or not at all.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, s_form));

    /// <summary>Reads one.</summary>
    /// <exception cref="LatentException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AblationTimeline Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var read = JsonSerializer.Deserialize<AblationTimeline>(file, s_form);
            if (read is { Format: FormatName, Frames: > 1 })
                return read;
            throw new LatentException($"{path} has the format '{read?.Format}', expected {FormatName}: name the file that imago ablate wrote beside its film.");
        }
        catch (JsonException e)
        {
            throw new LatentException($"{path} is no timeline of a film of imago ablate ({e.Message.Split(" Path:")[0].TrimEnd('.')}): name the .json file beside the film.", e);
        }
    }

    private static Unit ToUnit(string text) =>
        text.Split('/') is [var layer, var number] && int.TryParse(number, out var channel) ? new(layer, channel)
            : throw new LatentException($"The timeline names the unit '{text}', expected one such as b64.conv1/17: take the file as it was written.");
}

/// <summary>A moment in the life of a unit.</summary>
/// <param name="Frame">From which frame on.</param>
/// <param name="Layer">Its convolution.</param>
/// <param name="Unit">Its channel.</param>
/// <param name="What"><c>dies</c> or <c>wakes</c>.</param>
public sealed record AblationEvent(int Frame, string Layer, int Unit, string What);
