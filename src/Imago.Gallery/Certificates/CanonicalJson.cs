using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Imago.Gallery.Certificates;

/// <summary>
/// JSON of which there is one form only, so that it can be signed: that of <see href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785</see> for objects of strings, integers and null.
/// Keys are sorted by their UTF-16 units, there are no spaces, and only what must be escaped is.
/// </summary>
public static class CanonicalJson
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The one form of a value, in UTF-8.</summary>
    /// <exception cref="FormatException">It holds a list, a fraction, true or false, an integer beyond 2⁵³ − 1, or a text that is no Unicode.</exception>
    public static byte[] Bytes(JsonNode? value)
    {
        var text = new StringBuilder();
        try
        {
            Write(value, text);
            return s_utf8.GetBytes(text.ToString());
        }
        catch (Exception e) when (e is EncoderFallbackException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"It holds a text that is no Unicode ({e.Message.TrimEnd('.')}).", e);
        }
    }

    /// <summary>Reads a value that is in the one form already.</summary>
    /// <exception cref="FormatException">It is no JSON, or stands in another form: a space, another order, another escape.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var value = JsonNode.Parse(bytes, documentOptions: new() { AllowDuplicateProperties = false, MaxDepth = 8 }) as JsonObject ?? throw new FormatException("It is JSON, but no object.");
            return Bytes(value).AsSpan().SequenceEqual(bytes) ? value : throw new FormatException("It is not in the canonical form: sorted keys, no spaces, nothing escaped that need not be.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"It is no JSON ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private static void Write(JsonNode? value, StringBuilder text)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                text.Append('{');
                foreach (var (i, (key, member)) in members.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Index())
                {
                    text.Append(i == 0 ? "" : ",");
                    Write(key, text);
                    text.Append(':');
                    Write(member, text);
                }
                text.Append('}');
                break;
            case JsonValue plain when plain.GetValueKind() == JsonValueKind.String:
                Write(plain.GetValue<string>(), text);
                break;
            case JsonValue plain when plain.GetValueKind() == JsonValueKind.Number && Integer(plain) is { } integer:
                text.Append(integer.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                throw new FormatException($"It holds {value.ToJsonString()}, expected objects, strings, integers and null only.");
        }
    }

    // Beyond 2⁵³ − 1 a browser would read another number.
    private static long? Integer(JsonValue value) => long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) && Math.Abs((double)integer) <= 9007199254740991 ? integer : null;

    private static void Write(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var sign in value)
        {
            _ = sign switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:x4}"),
                _ => text.Append(sign),
            };
        }
        text.Append('"');
    }
}
