using System.Text.Json;

namespace Imago.Training.Data;

/// <summary>What a picture is labelled with: a class number, or a vector of the artist's own.</summary>
/// <param name="Class">0 or more; meaningless where there is a vector.</param>
/// <param name="Vector">One number or more; null for a class.</param>
internal readonly record struct PictureLabel(int Class, float[]? Vector = null);

/// <summary>
/// The labels of <c>dataset.json</c>: <c>{"labels": [["00000/img00000000.png", 3], …]}</c>, each a class number or a vector of
/// numbers, all of one kind; <c>{"labels": null}</c> where there are none. Imago adds <c>"classes"</c>, the names of the
/// classes; others' tools pass over it.
/// </summary>
internal sealed class LabelTable
{
    public const string FileName = "dataset.json";

    private readonly Dictionary<string, PictureLabel> _labels;

    private LabelTable(Dictionary<string, PictureLabel> labels, string[]? classNames, string where) =>
        (_labels, ClassNames, Where) = (labels, classNames, where);

    /// <summary>How many pictures have a label.</summary>
    public int Count => _labels.Count;

    /// <summary>The classes' names by number, where the file tells them.</summary>
    public string[]? ClassNames { get; }

    /// <summary>The file that they come from, for messages.</summary>
    public string Where { get; }

    /// <summary>A picture's label, null where it has none.</summary>
    public PictureLabel? this[string name] => _labels.TryGetValue(name, out var label) ? label : null;

    /// <summary>Reads a <c>dataset.json</c>.</summary>
    /// <param name="json">The file.</param>
    /// <param name="where">Its path, for messages.</param>
    /// <returns>Null where the file holds no labels.</returns>
    /// <exception cref="DatasetException">It is no such file.</exception>
    public static LabelTable? Read(byte[] json, string where)
    {
        try
        {
            // A file from another system may begin with a byte order mark.
            var text = json.AsMemory(json is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0);
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new DatasetException($"{where} is no object with \"labels\"; pack the data set again.");
            if (!document.RootElement.TryGetProperty("labels", out var list) || list.ValueKind == JsonValueKind.Null) return null;
            if (list.ValueKind != JsonValueKind.Array) throw new DatasetException($"\"labels\" in {where} is no list of [name, label]; pack the data set again.");

            var labels = new Dictionary<string, PictureLabel>(list.GetArrayLength(), StringComparer.Ordinal);
            int? length = null;
            foreach (var pair in list.EnumerateArray())
            {
                var (name, label) = ReadPair(pair, where);
                var thisLength = label.Vector?.Length ?? 0;
                if ((length ??= thisLength) != thisLength)
                    throw new DatasetException($"The label of {name} in {where} is {Kind(thisLength)}, those before it are {Kind(length.Value)}; make all labels of one kind.");
                labels[name] = label;
            }
            var classes = document.RootElement.TryGetProperty("classes", out var names) && names.ValueKind == JsonValueKind.Array
                ? names.EnumerateArray().Select(static name => name.ToString()).ToArray()
                : null;
            return labels.Count == 0 ? null : new LabelTable(labels, classes, where);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The library's words quote the file, line ends and all.
            var place = error is JsonException { LineNumber: { } line, BytePositionInLine: { } at } ? $"line {line + 1}, byte {at + 1}" : "a text in it is no UTF-8";
            throw new DatasetException($"{where} is no JSON ({place}); pack the data set again.", error);
        }
    }

    /// <summary>Writes a <c>dataset.json</c>.</summary>
    /// <param name="to">Left open.</param>
    /// <param name="labels">Every picture in order; null for a data set without labels.</param>
    /// <param name="classNames">The classes' names by number, or null.</param>
    public static void Write(Stream to, IEnumerable<(string Name, PictureLabel Label)>? labels, IReadOnlyList<string>? classNames)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        if (labels is null) json.WriteNull("labels");
        else
        {
            json.WriteStartArray("labels");
            foreach (var (name, label) in labels)
            {
                json.WriteStartArray();
                json.WriteStringValue(name);
                if (label.Vector is null) json.WriteNumberValue(label.Class);
                else
                {
                    json.WriteStartArray();
                    foreach (var number in label.Vector) json.WriteNumberValue(number);
                    json.WriteEndArray();
                }
                json.WriteEndArray();
                if (json.BytesPending > 1 << 16) json.Flush();
            }
            json.WriteEndArray();
        }
        if (classNames is not null)
        {
            json.WriteStartArray("classes");
            foreach (var name in classNames) json.WriteStringValue(name);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static (string Name, PictureLabel Label) ReadPair(JsonElement pair, string where)
    {
        if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || pair[0].ValueKind != JsonValueKind.String)
            throw new DatasetException($"{Short(pair)} in {where} is no [name, label]; pack the data set again.");
        var name = pair[0].GetString()!.Replace('\\', '/');
        var label = pair[1];
        if (label.ValueKind == JsonValueKind.Number && label.TryGetDouble(out var number) && number is >= 0 and < 1_000_000 && number == Math.Floor(number))
            return (name, new PictureLabel((int)number));
        if (label.ValueKind == JsonValueKind.Array && label.GetArrayLength() > 0 && label.EnumerateArray().All(static n => n.ValueKind == JsonValueKind.Number))
            return (name, new PictureLabel(0, [.. label.EnumerateArray().Select(static n => n.GetSingle())]));
        throw new DatasetException($"The label of {name} in {where} is {Short(label)}, expected a class number (0, 1, 2 …) or a list of numbers.");
    }

    private static string Kind(int length) => length == 0 ? "a class number" : $"a vector of {length} numbers";

    private static string Short(JsonElement element) => element.GetRawText() is { Length: > 60 } text ? text[..60] + "…" : element.GetRawText();
}
