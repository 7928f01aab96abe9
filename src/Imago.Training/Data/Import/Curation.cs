using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Imago.Training.Data.Import;

/// <summary>Something that was done to a picture, in two halves so that a total can be counted over the first.</summary>
/// <param name="What">Such as <c>enlarged</c> or <c>CMYK to sRGB</c>.</param>
/// <param name="How">Such as <c>from 180 px</c>; empty where there is no more to say.</param>
public readonly record struct Change(string What, string How = "")
{
    /// <inheritdoc/>
    public override string ToString() => How.Length == 0 ? What : $"{What} {How}";
}

/// <summary>A file's fate: one line of <c>curation.jsonl</c>.</summary>
public sealed record CurationLine
{
    /// <summary>The name of the file in a data set that holds these lines.</summary>
    public const string FileName = "curation.jsonl";

    /// <summary>The file within the source, folders divided by '/'; a folder that could not be read ends with '/'.</summary>
    public required string File { get; init; }

    /// <summary>Whether it is in the data set.</summary>
    public required Fate Fate { get; init; }

    /// <summary>Why it is not; null when it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Its name in the data set.</summary>
    public string? Name { get; init; }

    /// <summary>Its format, whatever its name says: <c>JPEG</c>, <c>PNG</c> …</summary>
    public string? Format { get; init; }

    /// <summary>Width in the source, upright.</summary>
    public int? Width { get; init; }

    /// <summary>Height in the source, upright.</summary>
    public int? Height { get; init; }

    /// <summary>What was done to it; null where nothing was.</summary>
    public IReadOnlyList<string>? Changes { get; init; }

    /// <summary>The folder that gave its label, or its class number as text; null without labels.</summary>
    public string? Class { get; init; }

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Names in any script stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes the line, its end included.</summary>
    internal void Write(Stream to)
    {
        JsonSerializer.Serialize(to, this, Form);
        to.WriteByte((byte)'\n');
    }

    /// <summary>Reads a <c>curation.jsonl</c> back.</summary>
    /// <exception cref="JsonException">A line is damaged.</exception>
    public static IEnumerable<CurationLine> Read(TextReader from)
    {
        while (from.ReadLine() is { } line) yield return JsonSerializer.Deserialize<CurationLine>(line, Form)!;
    }
}
