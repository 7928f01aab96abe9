using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Imago.Gallery.Pages;
using Imago.Gallery.Shell;
using Imago.Gallery.Tests.Support;
using Imago.Imaging;

namespace Imago.Gallery.Tests.Pages;

[Collection(WithPages.Name)]
public sealed partial class PageTests(OpenExhibition exhibition) : IDisposable
{
    private static readonly string[] s_languages = ["en", "de", "pt", "ru", "zh"];

    private readonly HttpClient _visitor = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = new(exhibition.Gallery.Address) };

    [Fact]
    public async Task Every_picture_that_hangs_is_within_three_clicks_of_the_door()
    {
        var seen = new HashSet<string> { "/en" };
        string[] now = ["/en"];
        for (var click = 0; click < 3; click++)
        {
            var found = new List<string>();
            foreach (var page in now)
                found.AddRange(Links(await TextAsync(page)).Where(static link => link.StartsWith("/en/", StringComparison.Ordinal) && link is not ("/en/random" or "/en/mine") && !link.Contains("?to=", StringComparison.Ordinal)).Where(seen.Add));
            now = [.. found];
        }
        Assert.All(Enumerable.Range(1, 30), number => Assert.Contains($"/en/pictures/{number}", seen));
    }

    [Fact]
    public async Task Pages_speak_five_languages_and_titles_are_English_where_they_are_not_translated()
    {
        Assert.Contains("Хоровод", await TextAsync("/ru/rooms/people/round-dance"), StringComparison.Ordinal);
        Assert.Contains("Round dance", await TextAsync("/de/rooms/people/round-dance"), StringComparison.Ordinal);
        foreach (var language in s_languages)
        {
            var page = await TextAsync($"/{language}/pictures/1");
            Assert.Contains($"<html lang=\"{(language == "zh" ? "zh-Hans" : language)}\"", page, StringComparison.Ordinal);
            Assert.All(s_languages, other => Assert.Contains($"hreflang=\"{other}\" href=\"{exhibition.Gallery.Address}/{other}/pictures/1\"", page, StringComparison.Ordinal));
        }
        Assert.Equal(HttpStatusCode.NotFound, (await _visitor.GetAsync("/fr/pictures/1")).StatusCode);
    }

    [Fact]
    public void Every_text_has_five_languages() =>
        Assert.All(Languages.Texts.All, text => Assert.All(s_languages, language => Assert.False(string.IsNullOrWhiteSpace(text.Value.GetValueOrDefault(language)), $"{text.Key} {language}")));

    [Fact]
    public async Task What_is_not_there_is_said_in_the_language_of_the_address()
    {
        foreach (var path in new[] { "/de/rooms/cellar", "/de/rooms/people/cellar", "/de/pictures/99999", "/de/pictures/x", "/de/shirts/1/pink", "/de/shirts/page/0", "/de/random/1/99999", "/de/random/1/0" })
        {
            var answer = await _visitor.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("Hier ist nichts", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_picture_says_how_it_stands_and_only_a_free_one_can_be_taken()
    {
        Assert.Contains("/en/pictures/1/take", await TextAsync("/en/pictures/1"), StringComparison.Ordinal);
        Assert.Contains("Untitled, near “Beauty”", await TextAsync("/en/pictures/3"), StringComparison.Ordinal);
        foreach (var (number, words) in new[] { (OpenExhibition.Taken, "has its owner"), (OpenExhibition.Later, "can be taken from"), (exhibition.NotHung, "hangs on no wall") })
        {
            var page = await TextAsync($"/en/pictures/{number}");
            Assert.Contains(words, page, StringComparison.Ordinal);
            Assert.DoesNotContain("/take", page, StringComparison.Ordinal);
        }
        Assert.Contains("Pictures: 3 · Free: 1", await TextAsync("/en/rooms/people"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_picture_has_an_alternative_text_that_says_it_is_a_machines()
    {
        foreach (var language in s_languages)
        {
            var texts = Alternatives().Matches(await TextAsync($"/{language}/rooms/people/beauty")).Select(static match => WebUtility.HtmlDecode(match.Groups[1].Value)).ToArray();
            Assert.Equal(24, texts.Length);
            Assert.All(texts, text => Assert.InRange(text.Length, 20, AltText.Longest));
            Assert.All(texts, text => Assert.Contains(language switch { "en" => "machine", "de" => "Maschine", "pt" => "automática", "ru" => "машиной", _ => "机器" }, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Search_engines_are_told_what_a_picture_is_and_never_of_its_full_size()
    {
        var page = await TextAsync("/en/pictures/1");
        using var data = JsonDocument.Parse(DataBlock().Match(page).Groups[1].Value);
        Assert.Equal("VisualArtwork", data.RootElement.GetProperty("@type").GetString());
        Assert.Equal(512, data.RootElement.GetProperty("image").GetProperty("width").GetInt32());
        var small = await _visitor.GetByteArrayAsync(new Uri(data.RootElement.GetProperty("image").GetProperty("contentUrl").GetString()!));
        Assert.Equal(512, PictureReader.Decode(small).Width);
        var map = await TextAsync("/sitemap.xml");
        var files = Locations().Matches(map).Select(static match => match.Groups[1].Value).ToArray();
        Assert.Equal(3, files.Length);
        var all = string.Concat(await Task.WhenAll(files.Select(_visitor.GetStringAsync)));
        Assert.All(Enumerable.Range(1, 30), number => Assert.All(s_languages, language => Assert.Contains($"<loc>{exhibition.Gallery.Address}/{language}/pictures/{number}</loc>", all, StringComparison.Ordinal)));
        Assert.DoesNotContain($"/pictures/{exhibition.NotHung}<", all, StringComparison.Ordinal);
        Assert.Contains($"Sitemap: {exhibition.Gallery.Address}/sitemap.xml", await TextAsync("/robots.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_picture_has_a_card_in_which_nothing_is_larger_than_its_small_copy()
    {
        var address = CardAddress().Match(await TextAsync("/en/pictures/7")).Groups[1].Value;
        for (var time = 0; time < 2; time++) // made, then kept
        {
            var card = PictureReader.Decode(await _visitor.GetByteArrayAsync(new Uri(address)));
            Assert.Equal((1200, 630), (card.Width, card.Height));
            var key = SmallCopy().Match(await TextAsync("/en/pictures/7")).Value;
            var copy = PictureReader.Decode(await _visitor.GetByteArrayAsync(new Uri(key, UriKind.Relative)));
            var (left, top) = ((1200 - 512) / 2, (630 - 512) / 2);
            var difference = Enumerable.Range(0, 512 * 512).Average(i => Math.Abs(copy.Pixels[i * 3] - card.Pixels[((top + i / 512) * 1200 + left + i % 512) * 3]));
            Assert.InRange(difference, 0, 4);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await _visitor.GetAsync("/cards/99999.jpg")).StatusCode);
    }

    [Fact]
    public async Task The_walk_through_all_pictures_shows_none_twice_and_all()
    {
        var first = (await _visitor.GetAsync("/en/random")).Headers.Location!.ToString();
        Assert.NotEqual(first, (await _visitor.GetAsync("/en/random")).Headers.Location!.ToString());
        var shown = new List<string>();
        for (var page = first; page.Contains("/random/", StringComparison.Ordinal);)
        {
            var text = await TextAsync(page);
            shown.Add(Permanent().Match(text).Groups[1].Value);
            page = Next().Match(text).Groups[1].Value;
        }
        Assert.Equal(31, shown.Count);
        Assert.Equal(31, shown.Distinct().Count());
    }

    [Fact]
    public async Task Shirts_go_on_for_ever_and_each_can_be_found_again()
    {
        var pages = new List<string[]>();
        foreach (var page in new[] { "/en/shirts", "/en/shirts/page/2", "/en/shirts/page/3", "/en/shirts/page/50000000" })
        {
            var text = await TextAsync(page);
            Assert.NotEqual("", Next().Match(text).Groups[1].Value);
            pages.Add([.. ShirtLinks().Matches(text).Select(static match => match.Groups[1].Value)]);
            Assert.Equal(Shirts.APage, pages[^1].Length);
        }
        Assert.Equal(31, pages[0].Concat(pages[1]).Take(31).Select(static shirt => shirt.Split('/')[3]).Distinct().Count()); // a round
        Assert.All(pages.SelectMany(static page => page[..3]), shirt => Assert.Contains("T-shirt", TextAsync(shirt).Result, StringComparison.Ordinal));
    }

    public void Dispose() => _visitor.Dispose();

    private async Task<string> TextAsync(string path)
    {
        var answer = await _visitor.GetAsync(path);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {(int)answer.StatusCode}");
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    private static IEnumerable<string> Links(string page) => Hrefs().Matches(page).Select(static match => match.Groups[1].Value);

    [GeneratedRegex("<a [^>]*href=\"([^\"#]+)")]
    private static partial Regex Hrefs();

    [GeneratedRegex("<img src=\"/small/[^>]* alt=\"([^\"]*)\"")]
    private static partial Regex Alternatives();

    [GeneratedRegex("<script type=\"application/ld\\+json\">(.*?)</script>")]
    private static partial Regex DataBlock();

    [GeneratedRegex("<loc>([^<]+)</loc>")]
    private static partial Regex Locations();

    [GeneratedRegex("og:image\" content=\"([^\"]+)")]
    private static partial Regex CardAddress();

    [GeneratedRegex("/small/[0-9a-f]+-512.jpg")]
    private static partial Regex SmallCopy();

    [GeneratedRegex("<p><a href=\"/en/pictures/(\\d+)\"")]
    private static partial Regex Permanent();

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)")]
    private static partial Regex Next();

    [GeneratedRegex("<li><a href=\"(/en/shirts/\\d+/[a-z]+)\"")]
    private static partial Regex ShirtLinks();
}
