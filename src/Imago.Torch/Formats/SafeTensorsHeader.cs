using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using static Imago.Torch.Formats.SafeTensorsLayout;

namespace Imago.Torch.Formats;

/// <summary>
/// Reads the JSON header of a safetensors file and believes none of it: whatever the bytes are, the result is a table whose tensors lie
/// inside the data, fill it without overlap or hole, and have the size that their shape and type say, or a
/// <see cref="SafeTensorsException"/>.
/// </summary>
internal ref struct SafeTensorsHeader
{
    private readonly string _path;
    private readonly long _dataBytes;
    private Utf8JsonReader _json;

    private SafeTensorsHeader(string path, ReadOnlySpan<byte> header, long dataBytes)
    {
        (_path, _dataBytes) = (path, dataBytes);
        _json = new Utf8JsonReader(header);
    }

    public OrderedDictionary<string, SafeTensorsEntry> Entries { get; } = [];

    public Dictionary<string, string>? Metadata { get; private set; }

    /// <summary>Parses and checks a whole header; dataBytes is what the file holds after it.</summary>
    public static SafeTensorsHeader Parse(string path, ReadOnlySpan<byte> header, long dataBytes)
    {
        SafeTensorsHeader parser = new(path, header, dataBytes);
        if (header.IsEmpty || header[0] != (byte)'{')
            throw parser.Refuse("its header does not begin with {, as a safetensors header does; is it another kind of file?");
        if (!Utf8.IsValid(header))
            throw parser.Refuse("its header is not UTF-8 text; the file is damaged or of another kind");
        try
        {
            parser.ReadAll();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: half of a surrogate pair, as \ud800
        {
            string why = $"its header is not valid JSON near byte {parser._json.BytesConsumed:N0}; the file is damaged or of another kind";
            throw new SafeTensorsException(parser.Sentence(why), e);
        }
        parser.CheckThatDataIsFilled();
        return parser;
    }

    private void ReadAll()
    {
        _json.Read(); // {
        while (NextProperty(out string name))
        {
            if (name == MetadataName)
                ReadMetadata();
            else if (!Entries.TryAdd(name, ReadEntry(name)))
                throw Refuse($"it holds two tensors of the name {Quote(name)}");
        }
        _json.Read(); // only white space may follow: anything else throws
    }

    private void ReadMetadata()
    {
        if (Metadata is not null)
            throw Refuse($"it holds {MetadataName} twice");
        Metadata = [];
        if (_json.TokenType == JsonTokenType.Null)
            return;
        Expect(JsonTokenType.StartObject, "an object of texts", MetadataName);
        while (NextProperty(out string key))
        {
            Expect(JsonTokenType.String, "a text", $"{MetadataName}.{key}");
            if (!Metadata.TryAdd(key, _json.GetString()!))
                throw Refuse($"its metadata holds {Quote(key)} twice");
        }
    }

    private SafeTensorsEntry ReadEntry(string name)
    {
        Expect(JsonTokenType.StartObject, "an object with dtype, shape and data_offsets", name);
        string? dtype = null;
        List<long>? shape = null, offsets = null;
        while (NextProperty(out string field))
        {
            bool twice;
            switch (field)
            {
                case "dtype":
                    twice = dtype is not null;
                    Expect(JsonTokenType.String, "a text", $"{name}.dtype");
                    dtype = _json.GetString()!;
                    break;
                case "shape":
                    twice = shape is not null;
                    shape = ReadNumbers($"{name}.shape", MaxDimensions);
                    break;
                case "data_offsets":
                    twice = offsets is not null;
                    offsets = ReadNumbers($"{name}.data_offsets", 2);
                    break;
                default: // a field of a later version of the format
                    twice = false;
                    _json.Skip();
                    break;
            }
            if (twice)
                throw Refuse($"tensor {Quote(name)} has {field} twice");
        }
        if (dtype is null || shape is null || offsets is not [long start, long end])
            throw Refuse($"tensor {Quote(name)} lacks one of dtype, shape and two data_offsets");
        return Checked(new SafeTensorsEntry(name, dtype, [.. shape], start, end));
    }

    private readonly SafeTensorsEntry Checked(SafeTensorsEntry entry)
    {
        string tensor = $"tensor {Quote(entry.Name)}";
        int elementBytes = ElementBytes(entry.Dtype);
        if (elementBytes == 0)
            throw Refuse($"{tensor} has the type {Quote(entry.Dtype)}, and known are {KnownDtypes}");
        if (entry.End < entry.Start)
            throw Refuse($"{tensor} ends at byte {entry.End:N0}, before its start {entry.Start:N0}");
        if (entry.End > _dataBytes)
            throw Refuse($"{tensor} ends at byte {entry.End:N0} of {_dataBytes:N0}; the file is cut off, so copy or download it again");
        long? bytes = TensorBytes(elementBytes, entry.Shape);
        if (bytes != entry.Length)
            throw Refuse($"{tensor} of type {entry.Dtype} and shape [{string.Join(", ", entry.Shape)}] needs "
                + $"{(bytes is long b ? $"{b:N0}" : "over 2^63")} bytes, but has {entry.Length:N0}");
        return entry;
    }

    private readonly void CheckThatDataIsFilled()
    {
        long filled = 0;
        foreach (SafeTensorsEntry entry in Entries.Values.OrderBy(e => e.Start).ThenBy(e => e.End))
        {
            if (entry.Start != filled)
                throw Refuse($"tensor {Quote(entry.Name)} starts at byte {entry.Start:N0} where the one before ends at "
                    + $"{filled:N0}: {(entry.Start < filled ? "they overlap" : "a hole, which the format forbids")}");
            filled = entry.End;
        }
        if (filled != _dataBytes)
            throw Refuse($"its tensors end at byte {filled:N0} and its data at {_dataBytes:N0}: "
                + "bytes that belong to no tensor, which the format forbids");
    }

    // Steps to the value of the next property of the current object, or past its end.
    private bool NextProperty(out string name)
    {
        _json.Read();
        name = _json.TokenType == JsonTokenType.PropertyName ? _json.GetString()! : "";
        return _json.TokenType == JsonTokenType.PropertyName && _json.Read();
    }

    private List<long> ReadNumbers(string where, int most)
    {
        Expect(JsonTokenType.StartArray, "a list of whole numbers", where);
        List<long> numbers = [];
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out long number) || number < 0)
                throw Refuse($"{Quote(where)} holds something other than whole numbers from 0 to {long.MaxValue}");
            if (numbers.Count == most)
                throw Refuse($"{Quote(where)} holds more than {most} numbers");
            numbers.Add(number);
        }
        return numbers;
    }

    private readonly void Expect(JsonTokenType type, string what, string where)
    {
        if (_json.TokenType != type)
            throw Refuse($"{Quote(where)} in its header is not {what}");
    }

    private readonly string Sentence(string why) => $"Cannot read {_path} as safetensors: {why}.";

    private readonly SafeTensorsException Refuse(string why) => new(Sentence(why));
}
