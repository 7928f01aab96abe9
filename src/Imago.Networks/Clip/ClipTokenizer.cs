using System.Globalization;
using System.Text;
using Imago.Networks.Formats;

namespace Imago.Networks;

/// <summary>Texts to tokens as CLIP was trained with them (Radford et al. 2021, arXiv:2103.00020, section 2.4): words, each digit, and what stands between, in pairs of bytes that were joined.</summary>
public sealed class ClipTokenizer
{
    // What stands at the end of English words is a word of its own.
    private static readonly string[] s_wholes = [ClipVocabulary.Start, ClipVocabulary.End, "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private readonly ClipVocabulary _vocabulary;

    /// <summary>With CLIP's own vocabulary, which comes with Imago.</summary>
    public ClipTokenizer() => _vocabulary = ClipVocabulary.Usual;

    private ClipTokenizer(ClipVocabulary vocabulary) => _vocabulary = vocabulary;

    /// <summary>Tokens there are; those of a network must be as many.</summary>
    public int VocabularySize => _vocabulary.Count;

    /// <summary>With the <c>vocab.json</c> and <c>merges.txt</c> of Hugging Face where both lie beside the weights, else with CLIP's own vocabulary.</summary>
    /// <param name="weights">The file of the weights.</param>
    /// <exception cref="NetworkException">They cannot be read, or do not belong together.</exception>
    public static ClipTokenizer Beside(string weights)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(weights))!;
        var (vocabulary, merges) = (Path.Combine(folder, "vocab.json"), Path.Combine(folder, "merges.txt"));
        return File.Exists(vocabulary) && File.Exists(merges) ? new(ClipVocabulary.Read(vocabulary, merges)) : new();
    }

    /// <summary>The tokens of a text, without those that begin and end it.</summary>
    public IReadOnlyList<int> Encode(string text) => [.. Words(ClipText.Clean(text)).SelectMany(word => word switch
    {
        ClipVocabulary.Start => [_vocabulary.StartToken],
        ClipVocabulary.End => [_vocabulary.EndToken],
        _ => _vocabulary.Tokens(word),
    })];

    /// <summary>The tokens of a text with its beginning and end, exactly so many: filled up behind the end, or cut with the end token last.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">How many tokens, at least 2; 77 for released networks.</param>
    /// <param name="padding">What it is filled up with: 0 as OpenAI does, or the end token as Hugging Face does. Features do not depend on it.</param>
    public int[] Encode(string text, int length, int padding = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        var tokens = Encode(text);
        var all = new int[length];
        Array.Fill(all, padding);
        all[0] = _vocabulary.StartToken;
        var taken = Math.Min(tokens.Count, length - 2);
        for (var i = 0; i < taken; i++)
            all[i + 1] = tokens[i];
        all[taken + 1] = _vocabulary.EndToken;
        return all;
    }

    /// <summary>Letters that stand together, single digits, and anything else that stands together; white space is left out.</summary>
    private static IEnumerable<string> Words(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = Length(text.AsSpan(at));
            if (length > 0) yield return text.Substring(at, length);
            at += Math.Max(1, length);
        }
    }

    private static int Length(ReadOnlySpan<char> rest)
    {
        foreach (var whole in s_wholes)
            if (rest.StartsWith(whole, StringComparison.Ordinal)) return whole.Length;
        var kind = KindAt(rest, out var length);
        if (kind == Kind.Space) return 0;
        while (kind != Kind.Number && length < rest.Length && KindAt(rest[length..], out var more) == kind)
            length += more;
        return length;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, out int length)
    {
        Rune.DecodeFromUtf16(text, out var rune, out length);
        return Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter, // the five kinds of letters come first
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Rune.IsWhiteSpace(rune) ? Kind.Space : Kind.Other,
        };
    }

    private enum Kind
    {
        Letter,
        Number,
        Space,
        Other,
    }
}
