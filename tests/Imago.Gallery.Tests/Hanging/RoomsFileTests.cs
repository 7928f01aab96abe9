using Imago.Gallery.Hanging;

namespace Imago.Gallery.Tests.Hanging;

public class RoomsFileTests
{
    private const string Room = "rooms:\n  - titles: { en: Mood }\n    walls:\n";

    [Fact]
    public void The_example_has_four_rooms_of_twelve_walls_in_five_languages()
    {
        var rooms = RoomsFile.Parse(RoomsFile.Example(), "example");
        Assert.Equal(["people", "nature", "city", "mood"], rooms.Select(static room => room.Slug));
        Assert.All(rooms, static room => Assert.Equal(12, room.Walls.Count));
        Assert.All(rooms.SelectMany(static room => room.Walls.Select(static wall => wall.Titles).Prepend(room.Titles)), static titles => Assert.Equal(["de", "en", "pt", "ru", "zh"], titles.Keys.Order()));
        Assert.All(rooms.SelectMany(static room => room.Walls), static wall => Assert.True(wall is { Least: 8, Most: 24, Words.Count: > 1 }));
    }

    [Fact]
    public void What_is_left_out_has_its_usual_value()
    {
        var wall = RoomsFile.Parse(Room + "      - query: Round Dance\n        titles: { en: \"Round dance!\" }\n", "rooms.yaml").Single().Walls.Single();
        Assert.Equal(("round-dance", 8, 24, "round dance"), (wall.Slug, wall.Least, wall.Most, string.Join(' ', wall.Words)));
    }

    [Theory]
    [InlineData("", 1, "the file is empty, expected 'rooms:'")]
    [InlineData("rooms: none\n", 1, "'none' stands here, expected a list of rooms")]
    [InlineData("halls: []\n", 1, "'halls' stands here, expected rooms")]
    [InlineData("rooms: []\n", 1, "there are no rooms")]
    [InlineData(Room + "      - query: rain\n", 4, "this wall has no titles")]
    [InlineData(Room + "      - query: rain\n        titles: { de: Regen }\n", 5, "no title for en")]
    [InlineData(Room + "      - query: rain\n        titles: { en: Rain }\n        works: 24-8\n", 6, "'24-8' stands here, expected a number of works")]
    [InlineData(Room + "      - query: rain\n        titles: { en: Rain }\n        query: snow\n", 6, "'query' stands here a second time")]
    [InlineData(Room + "      - query: rain\n        titles: { en: Café }\n", 4, "gives no name for addresses")]
    [InlineData(Room + "      - query: rain\n        name: Rain!\n", 5, "expected small letters")]
    [InlineData(Room + "      - { query: a, titles: { en: A } }\n      - { query: a, titles: { en: A } }\n", 2, "two walls are called 'a'")]
    [InlineData("rooms:\n  - titles: { en: Mood }\n    works: 100\n    walls: [{ query: a, titles: { en: A } }]\n", 2, "takes 100 works and its walls 8 to 24")]
    [InlineData("rooms: [", 2, "")]
    [InlineData("rooms:\n  - titles: { en: \"\\q\" }\n", 2, "")]
    public void An_error_names_its_line_and_what_was_expected(string text, int line, string sentence)
    {
        var refused = Assert.Throws<GalleryException>(() => RoomsFile.Parse(text, "rooms.yaml"));
        Assert.Contains($"'rooms.yaml', line {line}: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_nested_without_end_is_refused_and_nothing_falls() =>
        Assert.Throws<GalleryException>(static () => RoomsFile.Parse("rooms: " + new string('[', 200_000), "rooms.yaml"));
}
