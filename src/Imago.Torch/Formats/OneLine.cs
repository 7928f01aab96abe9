using System.Globalization;

namespace Imago.Torch.Formats;

/// <summary>Sentences that hold names out of somebody's file.</summary>
public static class OneLine
{
    /// <summary>
    /// The sentence without line ends, terminal codes and marks that turn the direction of writing: names in a file could else rewrite the screen
    /// on which they are shown.
    /// </summary>
    public static string Of(string sentence) => sentence.Any(Acts) ? string.Concat(sentence.Select(static c => Acts(c) ? '?' : c)) : sentence;

    private static bool Acts(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
