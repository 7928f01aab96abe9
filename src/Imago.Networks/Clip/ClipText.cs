using System.Net;
using System.Text;

namespace Imago.Networks;

/// <summary>
/// What happens to a text before it is cut into tokens, as where CLIP was trained: broken encodings and typographic forms are mended (the part of the library ftfy that bears on short texts), HTML
/// entities are resolved twice, white space becomes single spaces, letters become small.
/// </summary>
internal static class ClipText
{
    // What a byte from 0x80 on is in windows-1252, as which so much UTF-8 is misread.
    private static readonly Dictionary<char, byte> s_misread = Enumerable.Range(0x80, 0x80)
        .ToDictionary(static b => CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString([(byte)b])[0], static b => (byte)b);

    private static readonly Dictionary<int, string> s_ligatures = "Ĳ=IJ ĳ=ij ŉ='n Ǆ=DŽ ǅ=Dž ǆ=dž Ǉ=LJ ǈ=Lj ǉ=lj Ǌ=NJ ǋ=Nj ǌ=nj Ǳ=DZ ǲ=Dz ǳ=dz ﬀ=ff ﬁ=fi ﬂ=fl ﬃ=ffi ﬄ=ffl ﬅ=ſt ﬆ=st"
        .Split(' ').ToDictionary(static one => (int)one[0], static one => one[2..]);

    // From U+FF61 on; the last two are marks, which are joined with what stands before them.
    private const string Kana = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309A";

    /// <summary>The text as it is cut.</summary>
    public static string Clean(string text)
    {
        text = Mended(text.Contains('<', StringComparison.Ordinal) ? text : WebUtility.HtmlDecode(text));
        text = WebUtility.HtmlDecode(WebUtility.HtmlDecode(text));
        return Small(string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries))); // null: any white space
    }

    private static string Mended(string text)
    {
        for (string before = ""; before != text;)
            (before, text) = (text, Reread(text));
        var mended = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // half a surrogate pair becomes U+FFFD
        {
            mended.Append(rune.Value switch
            {
                // Letters of the width of Chinese ones, and kana of half of it.
                >= 0xFF01 and <= 0xFF5E => ((char)(rune.Value - 0xFEE0)).ToString(),
                >= 0xFF61 and <= 0xFF9F => Kana[rune.Value - 0xFF61].ToString(),
                <= 8 or 0xB or (>= 0xE and <= 0x1F) or 0x7F or (>= 0x206A and <= 0x206F) or 0xFEFF or (>= 0xFFF9 and <= 0xFFFC) => "",
                _ => s_ligatures.GetValueOrDefault(rune.Value) ?? rune.ToString(),
            });
        }
        for (var i = 0; i < mended.Length; i++)
            mended[i] = mended[i] switch
            {
                '\u02BC' or (>= '\u2018' and <= '\u201B') => '\'',
                >= '\u201C' and <= '\u201F' => '"',
                var other => other,
            };
        return ComposedText.Of(mended.ToString());
    }

    /// <summary>
    /// UTF-8 that was read as windows-1252, such as «Ã¶» for «ö», is read again. Only where it begins as such text does and goes on with more than the quotes and dashes that may follow a letter, so that
    /// «passé’”» stays.
    /// </summary>
    private static string Reread(string text)
    {
        var mended = new StringBuilder(text.Length);
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < text.Length; i++)
        {
            var length = text[i] switch { 'Â' or 'Ã' or 'Ð' or 'Ñ' => 2, >= 'â' and <= 'ï' => 3, 'ð' => 4, _ => 0 };
            var (known, telling) = (length > 0 && i + length <= text.Length, false);
            for (var k = 0; k < length && known; k++)
            {
                known = s_misread.TryGetValue(text[i + k], out bytes[k]);
                telling |= k > 0 && "‘’“”–—…«»‹›".IndexOf(text[i + k], StringComparison.Ordinal) < 0;
            }
            if (known && telling && Rune.DecodeFromUtf8(bytes[..length], out var rune, out var read) == System.Buffers.OperationStatus.Done && read == length)
            {
                mended.Append(rune.ToString());
                i += length - 1;
            }
            else
            {
                mended.Append(text[i]);
            }
        }
        return mended.ToString();
    }

    /// <summary>Small letters as Unicode has them, also where a letter becomes two, and the Greek sigma at a word's end (Unicode 15, section 3.13).</summary>
    private static string Small(string text)
    {
        var small = new StringBuilder(text.Replace("İ", "i\u0307", StringComparison.Ordinal).ToLowerInvariant());
        for (var i = 1; i < small.Length; i++)
            if (small[i] == 'σ' && char.IsLetter(small[i - 1]) && (i + 1 == small.Length || !char.IsLetter(small[i + 1])) && text.Contains('Σ', StringComparison.Ordinal))
                small[i] = 'ς';
        return small.ToString();
    }
}
