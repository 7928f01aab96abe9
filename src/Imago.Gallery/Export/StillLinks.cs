using System.Text.RegularExpressions;

namespace Imago.Gallery.Export;

/// <summary>The addresses in a page or style sheet of the gallery: found, and turned so that they lead from file to file.</summary>
internal static partial class StillLinks
{
    /// <summary>The file of an address: a page is the index.html of its folder.</summary>
    public static string FileOf(string path) => Path.GetExtension(path).Length > 0 ? path[1..] : path == "/" ? "index.html" : path[1..] + "/index.html";

    /// <summary>Finds a page's addresses and replaces them.</summary>
    /// <param name="html">The page, as the gallery draws it.</param>
    /// <param name="file">The file in which it will stand.</param>
    /// <param name="address">Where the site will lie, without a slash at its end; null: not known.</param>
    /// <param name="found">Takes every path of the gallery that the page names, such as <c>/en/pictures/7</c>.</param>
    public static string Turn(string html, string file, string? address, Action<string> found) => Attribute().Replace(html, match =>
    {
        var (name, value) = (match.Groups["name"].Value, match.Groups["value"].Value);
        if (name == "srcset")
            value = string.Join(", ", value.Split(", ").Select(static one => one.Split(' ', 2)).Select(one => string.Join(' ', [Turned(one[0]), .. one[1..]])));
        else if (name == "content") // pictures that others show when the page is shared; other texts of the head name no file
            found(value.StartsWith($"{address}/cards/", StringComparison.Ordinal) && address is not null ? value[address.Length..] : "");
        else
            value = Turned(value);
        return $" {name}=\"{value}\"";

        string Turned(string link)
        {
            if (!link.StartsWith('/'))
                return link;
            var parts = link.Split('#', 2);
            found(parts[0]);
            var way = Path.GetRelativePath(Path.GetDirectoryName("/" + file)!, "/" + FileOf(parts[0])).Replace('\\', '/');
            return parts.Length == 1 ? way : $"{way}#{parts[1]}";
        }
    });

    /// <summary>The files that a style sheet names beside itself.</summary>
    public static IEnumerable<string> OfStyle(string css, string path) =>
        Url().Matches(css).Select(match => Path.GetFullPath(match.Groups[1].Value, Path.GetDirectoryName(path)!).Replace('\\', '/'));

    /// <summary>The sitemaps that robots.txt or a sitemap names.</summary>
    public static IEnumerable<string> OfSitemap(string text, string address) =>
        Map().Matches(text).Select(static match => match.Value).Where(link => link.StartsWith(address + "/sitemap", StringComparison.Ordinal)).Select(link => link[address.Length..]);

    [GeneratedRegex("\\s(?<name>href|src|srcset|poster|content)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Attribute();

    [GeneratedRegex("""https?://[^\s<"]+\.xml""")]
    private static partial Regex Map();

    [GeneratedRegex("""url\(["']?(\./[^"')]+)["']?\)""")]
    private static partial Regex Url();
}
