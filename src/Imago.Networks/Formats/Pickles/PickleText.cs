using System.Globalization;
using System.Numerics;
using System.Text;
using Imago.Torch.Formats;

namespace Imago.Networks.Formats.Pickles;

/// <summary>The values of protocol 0, which are lines of text, and the byte strings of Python 2.</summary>
internal static class PickleText
{
    /// <summary>Longer texts, in bytes, are no names and are left in the file.</summary>
    public const int LongestName = 4096;

    /// <summary>An integer; <c>00</c> and <c>01</c> are the truth values.</summary>
    public static object Integer(string line) => line switch
    {
        "00" => false,
        "01" => true,
        { Length: > 620 } => throw new PickleException($"an integer of {line.Length:N0} digits"),
        _ when BigInteger.TryParse(line.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => Whole(number),
        _ => throw new PickleException("an integer that is none"),
    };

    /// <summary>A long where it is large enough.</summary>
    public static object Whole(BigInteger number)
    {
        object fits = (long)BigInteger.Clamp(number, long.MinValue, long.MaxValue);
        return (long)fits == number ? fits : number;
    }

    /// <summary>A number.</summary>
    public static double Float(string line) =>
        line switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            _ => double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new PickleException("a number that is none"),
        };

    /// <summary>A place in the memo.</summary>
    public static ulong Index(string line) =>
        ulong.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : throw new PickleException("a place in the memo that is none");

    /// <summary>What stands between quotation marks.</summary>
    public static string Unquoted(string line) =>
        line is [('\'' or '"') and var first, .., var last] && first == last ? line[1..^1] : throw new PickleException("a text without its quotation marks");

    /// <summary>A text whose <c>\x41</c> and the like are replaced by what they mean.</summary>
    /// <param name="line">The text.</param>
    /// <param name="bytes">Whether it is a byte string, which knows more of them than a Unicode one.</param>
    public static string Unescaped(string line, bool bytes)
    {
        var text = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != '\\' || i + 1 == line.Length)
            {
                text.Append(line[i]);
                continue;
            }
            var length = line[++i] switch { 'x' when bytes => 2, 'u' when !bytes => 4, 'U' when !bytes => 8, _ => 0 };
            if (length > 0)
            {
                if (i + length >= line.Length || !uint.TryParse(line.AsSpan(i + 1, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10ffff)
                    throw new PickleException("a text with a broken escape");
                text.Append(code > 0xffff ? char.ConvertFromUtf32((int)code) : ((char)code).ToString());
                i += length;
            }
            else if (bytes)
            {
                text.Append(line[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
            }
            else
            {
                text.Append('\\').Append(line[i]);
            }
        }
        return text.ToString();
    }

    /// <summary>A byte string of Python 2: a text where it is short, as names are; else bytes.</summary>
    public static object Latin(ByteSlice slice, PickleBudget budget)
    {
        if (slice.Length > LongestName) return new PickleBytes(slice);
        budget.Spend(3 * slice.Length);
        return Encoding.Latin1.GetString(slice.ToArray());
    }

    /// <summary>The bytes of a value that is either bytes or a byte string.</summary>
    public static ByteSlice Bytes(object? value, PickleBudget budget)
    {
        if (value is PickleBytes bytes) return bytes.Slice;
        if (value is PickleLongText { Utf8: var utf8 }) return Bytes(utf8, budget);
        if (value is not string text) throw new PickleException($"{PickleGlobals.Words(value)} stands where bytes are expected");
        budget.Spend(text.Length);
        return new ByteSlice(Encoding.Latin1.GetBytes(text));
    }

    /// <summary>The bytes whose values are the characters of a text.</summary>
    private static ByteSlice Bytes(ByteSlice utf8, PickleBudget budget)
    {
        budget.Spend(utf8.Length);
        if (utf8.Length > Array.MaxLength) throw new PickleException($"a text of {utf8.Length:N0} bytes, more than one network's layer has");
        var bytes = new byte[utf8.Length];
        var count = 0;
        var decoder = Encoding.UTF8.GetDecoder();
        var (window, characters) = (new byte[1 << 14], new char[1 << 14]);
        for (var start = 0L; start < utf8.Length; start += window.Length)
        {
            var part = window.AsSpan(0, (int)Math.Min(window.Length, utf8.Length - start));
            utf8.Read(start, part);
            foreach (var one in characters.AsSpan(0, decoder.GetChars(part, characters, flush: start + part.Length == utf8.Length)))
                bytes[count++] = one <= 0xff ? (byte)one : throw new PickleException("a text stands for bytes and has other characters than Latin-1's");
        }
        return new ByteSlice(bytes.AsMemory(0, count));
    }
}
