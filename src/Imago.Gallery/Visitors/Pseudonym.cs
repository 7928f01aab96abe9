namespace Imago.Gallery.Visitors;

/// <summary>What a certificate calls an owner who wants a name: her own choice, of letters that can be printed and cannot pretend to be something else.</summary>
internal static class Pseudonym
{
    /// <summary>The most signs.</summary>
    public const int Longest = 40;

    // Letters of the languages that the gallery speaks, and of their neighbours.
    private static readonly (char First, char Last)[] s_letters = [('A', 'Z'), ('a', 'z'), ('\u00C0', '\u00D6'), ('\u00D8', '\u00F6'), ('\u00F8', '\u024F'), ('\u0400', '\u045F'), ('\u3041', '\u3096'), ('\u30A1', '\u30FA'), ('\u4E00', '\u9FFF')];

    /// <summary>Reads what someone typed: 1 to 40 letters, digits, and between them single spaces, hyphens, points or apostrophes, the first a letter; null: anything else.</summary>
    public static string? Parse(string? typed)
    {
        typed = typed?.Trim();
        if (typed is not { Length: > 0 and <= Longest } || !IsLetter(typed[0]))
            return null;
        for (var i = 1; i < typed.Length; i++)
        {
            var joint = typed[i] is ' ' or '-' or '.' or '\'' or '’';
            if (!(joint || IsLetter(typed[i]) || char.IsAsciiDigit(typed[i])) || joint && typed[i - 1] == typed[i])
                return null;
        }
        return typed;
    }

    private static bool IsLetter(char one) => s_letters.Any(range => one >= range.First && one <= range.Last);
}
