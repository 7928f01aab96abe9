using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Imaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Tests.Security;

public partial class CrawlerTests
{
    private const string Marker = "latent-0123456789";

    // Composed of small copies on larger sheets.
    private static readonly string[] s_sheets = ["/cards/", "/certificates/"];

    [Fact]
    public async Task Every_route_is_one_that_the_crawler_walks()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        var unknown = Routes.Of(gallery.Host).Where(route => !Routes.Known.ContainsKey(route)).ToArray();
        Assert.True(unknown.Length == 0, $"Not in the crawler's allow-list: {string.Join(", ", unknown)}. See what it sends to whom, then add it to Security/Routes.cs.");
        Assert.Contains("/{language}/mine/full", Routes.Of(gallery.Host));
    }

    [Fact]
    public async Task No_one_but_its_owner_gets_more_than_512_pixels_on_any_route_in_any_way()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { ProofOfWorkBits = 4, Proxies = ["127.0.0.1"] }, side: 600);
        var log = new CollectedLog();
        gallery.Host.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await File.WriteAllTextAsync(Path.Combine(gallery.Folder.Pool, "seeds.jsonl"), Marker);
        using var owner = new Person(gallery.Host);
        await owner.SendAsync(await owner.SignInAsync(gallery.Folder, "owner@example.org", take: 1), "/1/take");
        using var leaver = new Person(gallery.Host);
        await leaver.SendAsync(await leaver.SignInAsync(gallery.Folder, "leaver@example.org", take: 2), "/2/take");
        using var former = await CopyAsync(leaver, gallery);
        await leaver.SendAsync(await leaver.GetAsync("/en/mine/delete"), "/mine/delete", ("sure", "1"));
        using var elsewhere = new Person(gallery.Host);
        await elsewhere.SignInAsync(gallery.Folder, "owner@example.org");
        using var signedOut = await CopyAsync(elsewhere, gallery);
        await elsewhere.SendAsync(await elsewhere.GetAsync("/en/mine"), "/sign-out");
        using var other = new Person(gallery.Host);
        await other.SignInAsync(gallery.Folder, "other@example.org");
        using var stranger = new Person(gallery.Host);

        var secrets = await SecretsAsync(gallery);
        var walked = 0;
        foreach (var (name, person) in new[] { ("stranger", stranger), ("other", other), ("former owner", former), ("signed out", signedOut), ("owner", owner) })
            walked += await WalkAsync(gallery.Host, name, person, secrets);
        Assert.InRange(walked, 1000, 100_000);
        Assert.Equal(secrets.Full[0], await owner.Client.GetByteArrayAsync(new Uri("/en/mine/full", UriKind.Relative)));
        Assert.All(Directory.GetFiles(gallery.Folder.Mail).Select(File.ReadAllText).Append(log.Text), text => Assert.DoesNotContain(secrets.Keys, key => text.Contains(key, StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain("example.org", log.Text, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<int> WalkAsync(GalleryHost gallery, string name, Person person, Secrets secrets)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = person.Cookies };
        using var client = new HttpClient(handler) { BaseAddress = new(gallery.Address) };
        var waiting = new Queue<string>(Routes.Of(gallery).SelectMany(static route => Routes.Known[route]).Select(example => example.Replace("{small}", secrets.Small[0], StringComparison.Ordinal)));
        var seen = new HashSet<string>(waiting);
        var walked = 0;
        while (waiting.TryDequeue(out var address))
        {
            var odd = address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "w=4096&h=4096&width=4096&size=full&full=1&download=1&format=png&quality=100&dpr=4&visitor=00000000-0000-0000-0000-000000000001";
            foreach (var (method, target, range) in new[] { (HttpMethod.Get, address, ""), (HttpMethod.Get, odd, ""), (HttpMethod.Head, address, ""), (HttpMethod.Get, address, "bytes=0-"), (HttpMethod.Get, address, "bytes=-4096"), (HttpMethod.Post, address, ""), (HttpMethod.Put, address, "") })
            {
                using var request = new HttpRequestMessage(method, new Uri(target, UriKind.Relative));
                request.Headers.Add("X-Forwarded-For", $"10.{walked >> 8}.{walked & 255}.1"); // from everywhere, so that no limit stops the walk
                if (range.Length > 0)
                    request.Headers.Range = RangeHeaderValue.Parse(range);
                if (method == HttpMethod.Post)
                    request.Content = new FormUrlEncodedContent([new("everywhere", "1"), new("sure", "1")]);
                using var answer = await client.SendAsync(request);
                var body = await answer.Content.ReadAsByteArrayAsync();
                Check($"{name}: {method} {target} {range}", name, answer, body, secrets);
                walked++;
                if (method == HttpMethod.Get && range.Length == 0 && (answer.Content.Headers.ContentType?.MediaType ?? "") is "text/html" or "application/xml")
                    foreach (var link in Links().Matches(Encoding.UTF8.GetString(body)).Select(static found => WebUtility.HtmlDecode(found.Groups[1].Value).Split('#')[0].Split(' ')[0]).Select(link => link.Replace(gallery.Address, "", StringComparison.Ordinal)))
                        if (link.StartsWith('/') && !link.StartsWith("//", StringComparison.Ordinal) && seen.Count < 150 && seen.Add(link))
                            waiting.Enqueue(link);
            }
        }
        return walked;
    }

    private static void Check(string what, string name, HttpResponseMessage answer, byte[] body, Secrets secrets)
    {
        var path = answer.RequestMessage!.RequestUri!.AbsolutePath;
        Assert.True((int)answer.StatusCode is < 500 and not 429, $"{what} answers {answer.StatusCode}");
        Assert.True(answer.Headers.TryGetValues("Content-Security-Policy", out _) && answer.Headers.TryGetValues("X-Content-Type-Options", out _), $"{what} has no security headers");
        var text = Encoding.Latin1.GetString(body) + answer.Headers + answer.Content.Headers;
        Assert.All(secrets.Keys, key => Assert.False(text.Contains(key, StringComparison.OrdinalIgnoreCase), $"{what} tells {key}"));
        Assert.False(text.Contains("example.org", StringComparison.Ordinal) && !(name is "owner" or "other" && text.Contains(name + "@example.org", StringComparison.Ordinal)) && !text.Contains("name@example.org", StringComparison.Ordinal), $"{what} tells an address");
        Assert.False(answer.StatusCode == HttpStatusCode.Redirect && !answer.Headers.Location!.OriginalString.StartsWith('/') | answer.Headers.Location.OriginalString.StartsWith("//", StringComparison.Ordinal), $"{what} leads away, to {answer.Headers.Location}");
        var mine = name == "owner" && path == "/en/mine/full" && answer.RequestMessage.Method != HttpMethod.Post && answer.RequestMessage.Method != HttpMethod.Put;
        if (path.Contains("/mine", StringComparison.Ordinal) || path.Contains("/sign-", StringComparison.Ordinal) || path.EndsWith("/take", StringComparison.Ordinal) || (int)answer.StatusCode >= 400)
            Assert.True(answer.Headers.CacheControl?.NoStore == true, $"{what} may be stored: {answer.Headers.CacheControl}");
        if (mine)
        {
            Assert.True(answer.Headers.CacheControl is { Private: true } && answer.Content.Headers.ContentDisposition?.DispositionType == "attachment", what);
            return;
        }
        for (var i = 0; i < secrets.Full.Length; i++)
            Assert.True(body.Length < 64 || secrets.Full[i].AsSpan().IndexOf(body) < 0, $"{what} sends a part of full size {i + 1}");
        if (answer.Content.Headers.ContentType?.MediaType?.StartsWith("image/", StringComparison.Ordinal) == true && answer.StatusCode == HttpStatusCode.OK && body.Length > 0)
        {
            var picture = PictureReader.Decode(body);
            Assert.True(Math.Max(picture.Width, picture.Height) <= 512 || s_sheets.Any(path.Contains), $"{what} sends {picture.Width} × {picture.Height} pixels");
        }
    }

    private static async Task<Person> CopyAsync(Person person, VisitedGallery gallery)
    {
        var copy = new Person(gallery.Host);
        foreach (Cookie cookie in person.Cookies.GetAllCookies())
            copy.Cookies.Add(new Uri(gallery.Host.Address), new Cookie(cookie.Name, cookie.Value, "/"));
        Assert.Equal("/en/mine", (await copy.GetAsync("/en/mine")).Path);
        return copy;
    }

    private static async Task<Secrets> SecretsAsync(VisitedGallery gallery)
    {
        await using var data = gallery.Database.Context();
        var works = await data.Works.OrderBy(static work => work.Number).ToListAsync();
        var full = works.Select(work => File.ReadAllBytes(Directory.GetFiles(gallery.Folder.Full, work.FullKey + ".png", SearchOption.AllDirectories).Single())).ToArray();
        string[] hashes = [.. (await data.Visitors.ToListAsync()).Select(static one => Convert.ToHexString(one.EmailMac!))];
        return new(full, [.. works.Select(static work => work.FullKey), .. hashes, Marker, gallery.Folder.Path], [.. works.Select(static work => work.Small)]);
    }

    [GeneratedRegex("(?:href|src|srcset|action|content)=\"([^\"]+)\"|<loc>([^<]+)</loc>")]
    private static partial Regex Links();

    private sealed record Secrets(byte[][] Full, string[] Keys, string[] Small);

    private sealed class CollectedLog : ILoggerProvider, ILogger
    {
        private readonly StringBuilder _text = new();

        public string Text { get { lock (_text) return _text.ToString(); } }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_text)
                _text.AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
        }

        public void Dispose()
        {
        }
    }
}
