using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Imago.Gallery.Hanging;

/// <summary>Rooms, walls and queries: <c>rooms.yaml</c>. An example with People, Nature, City and Mood comes with Imago.</summary>
/// <example><code>
/// rooms:
///   - name: people
///     titles: { en: People, de: Menschen }
///     works: 240                 # left out: as many as there are, and the walls take
///     walls:
///       - query: a round dance
///         titles: { en: Round dance, de: Reigen }
///         words: [dancing, dancers]   # left out: the words of the query
///         works: 8-24                 # left out: 8-24
/// </code></example>
public static class RoomsFile
{
    /// <summary>Its name in a gallery's folder.</summary>
    public const string Name = "rooms.yaml";

    /// <summary>The example, as a text.</summary>
    public static string Example()
    {
        using var reader = new StreamReader(typeof(RoomsFile).Assembly.GetManifestResourceStream(Name)!);
        return reader.ReadToEnd();
    }

    /// <summary>Reads one.</summary>
    /// <param name="path">Of the file.</param>
    /// <exception cref="GalleryException">It cannot be read, or is no such file: the sentence names the line and what was expected there.</exception>
    public static IReadOnlyList<RoomPlan> Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GalleryException($"'{path}' cannot be read ({e.Message.TrimEnd('.')}): name a file of rooms, such as the rooms.yaml of a new gallery.", e);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What sentences call it.</param>
    /// <exception cref="GalleryException">As <see cref="Read"/>.</exception>
    public static IReadOnlyList<RoomPlan> Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            using var reader = new StringReader(text);
            var yaml = new Parser(reader);
            yaml.Consume<StreamStart>();
            if (yaml.Accept<StreamEnd>(out var nothing))
                throw nothing.Wrong("the file is empty, expected 'rooms:' and a list of rooms");
            yaml.Consume<DocumentStart>();
            IReadOnlyList<RoomPlan>? rooms = null;
            var start = yaml.Mapping("'rooms:' and a list of rooms", "rooms", key =>
            {
                rooms = key == "rooms" ? yaml.List("a list of rooms", Room) : null;
                return rooms is not null;
            });
            yaml.Consume<DocumentEnd>();
            yaml.Consume<StreamEnd>();
            Unique(rooms ?? [], static room => room.Slug, start, "room");
            return rooms is { Count: > 0 } ? rooms : throw new YamlException(start, start, "there are no rooms, expected 'rooms:' and a list of them");
        }
        catch (YamlException e)
        {
            throw new GalleryException($"'{name}', line {e.Start.Line}: {e.Message.TrimEnd('.')}: correct it there; a new gallery has an example.", e);
        }
    }

    private static RoomPlan Room(Parser yaml)
    {
        string? slug = null;
        int? works = null;
        Dictionary<string, string>? titles = null;
        IReadOnlyList<WallPlan>? walls = null;
        var start = yaml.Mapping("a room with name, titles and walls", "name, titles, works, walls", key =>
        {
            switch (key)
            {
                case "name": slug = Slug(yaml); break;
                case "titles": titles = Titles(yaml); break;
                case "works": works = Number(yaml.Text("a number of works"), "a number of works from 1 on, such as 240"); break;
                case "walls": walls = yaml.List("a list of walls", Wall); break;
                default: return false;
            }
            return true;
        });
        if (titles is null || walls is not { Count: > 0 })
            throw new YamlException(start, start, $"this room has no {(titles is null ? "titles" : "walls")}, expected name, titles and walls");
        Unique(walls, static wall => wall.Slug, start, "wall");
        var (least, most) = (walls.Sum(static wall => wall.Least), walls.Sum(static wall => wall.Most));
        if (works is { } number && (number < least || number > most))
            throw new YamlException(start, start, $"this room takes {number} works and its walls {least} to {most}, expected a number between them");
        return new(slug ?? SlugOf(titles["en"], start), titles, works, walls);
    }

    private static WallPlan Wall(Parser yaml)
    {
        string? slug = null, query = null;
        Dictionary<string, string>? titles = null;
        IReadOnlyList<string>? words = null;
        var (least, most) = (8, 24);
        var start = yaml.Mapping("a wall with query and titles", "name, query, titles, words, works", key =>
        {
            switch (key)
            {
                case "name": slug = Slug(yaml); break;
                case "query": query = yaml.Text("a text").Value.Trim(); break;
                case "titles": titles = Titles(yaml); break;
                case "words": words = yaml.List("a list of words", static at => at.Text("a word").Value.Trim().ToLowerInvariant()); break;
                case "works": (least, most) = Range(yaml.Text("a number of works or a range")); break;
                default: return false;
            }
            return true;
        });
        if (string.IsNullOrEmpty(query) || titles is null)
            throw new YamlException(start, start, $"this wall has no {(titles is null ? "titles" : "query")}, expected query and titles");
        return new(slug ?? SlugOf(titles["en"], start), titles, query, words ?? [.. query.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries)], least, most);
    }

    private static Dictionary<string, string> Titles(Parser yaml)
    {
        Dictionary<string, string> titles = [];
        var start = yaml.Mapping("titles by language, such as { en: Rain, de: Regen }", "languages such as en, de, pt, ru, zh", language =>
        {
            if (language.Length is < 2 or > 8)
                return false;
            titles[language] = yaml.Text("a title").Value;
            return true;
        });
        return titles.GetValueOrDefault("en") is { Length: > 0 } ? titles : throw new YamlException(start, start, "there is no title for en, expected one at least");
    }

    private static (int Least, int Most) Range(Scalar text)
    {
        const string Expected = "a number of works from 1 on, or a range such as 8-24";
        var ends = text.Value.Split('-', StringSplitOptions.TrimEntries);
        var (least, most) = (Number(text, Expected, ends[0]), Number(text, Expected, ends[^1]));
        return ends.Length <= 2 && least <= most ? (least, most) : throw text.Wrong($"'{text.Value}' stands here, expected {Expected}");
    }

    private static int Number(Scalar text, string expected, string? part = null) =>
        int.TryParse(part ?? text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 1_000_000 ? number
            : throw text.Wrong($"'{text.Value}' stands here, expected {expected}");

    private static string Slug(Parser yaml)
    {
        var text = yaml.Text("a name");
        return text.Value.Length is > 0 and <= 60 && text.Value.All(static one => char.IsAsciiLetterLower(one) || char.IsAsciiDigit(one) || one == '-') ? text.Value
            : throw text.Wrong($"the name '{text.Value}' stands here, expected small letters, digits and '-', such as round-dance");
    }

    private static string SlugOf(string title, Mark at)
    {
        var slug = string.Join('-', new string([.. title.ToLowerInvariant().Select(static one => char.IsAsciiLetterOrDigit(one) ? one : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return slug.Length > 0 && title.All(static one => char.IsAscii(one) || !char.IsLetter(one)) ? slug : throw new YamlException(at, at, $"the title '{title}' gives no name for addresses, expected 'name:' too, such as name: round-dance");
    }

    private static void Unique<T>(IEnumerable<T> all, Func<T, string> slug, Mark at, string kind)
    {
        if (all.GroupBy(slug).FirstOrDefault(static one => one.Count() > 1) is { } twice)
            throw new YamlException(at, at, $"two {kind}s are called '{twice.Key}', expected each name once");
    }
}
