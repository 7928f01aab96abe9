using Imago.Web;

namespace Imago.Gallery.Pages;

/// <summary>What a picture is for those who do not see it: its title and its colours, and that a machine says so. Nobody has looked at thousands of pictures to describe them.</summary>
internal static class AltText
{
    /// <summary>The most letters.</summary>
    public const int Longest = 140;

    private const int Most = 3;

    /// <summary>The text, at most <see cref="Longest"/> letters: a title that is too long for it is cut.</summary>
    public static string Of(Exhibit exhibit, Words words)
    {
        var colours = string.Join(words["pages.comma"], exhibit.Colours.Select(ColourNames.Of).Distinct().Take(Most).Select(name => words[$"pages.colour.{name}"]));
        var title = exhibit.Title(words);
        var text = words.Of("pages.alt", title, colours);
        return text.Length <= Longest ? text : words.Of("pages.alt", title[..Math.Max(0, title.Length - (text.Length - Longest) - 1)] + "…", colours);
    }
}
