using System.IO.Compression;
using System.Net;
using System.Text;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Tests.Pages;

[Collection(WithPages.Name)]
public sealed class CacheTests(OpenExhibition exhibition) : IDisposable
{
    private readonly HttpClient _visitor = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(exhibition.Gallery.Address) };

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("zstd", null)]
    [InlineData(null, null)]
    public async Task A_page_comes_in_the_compression_that_the_browser_knows_and_is_the_same_in_each(string? asked, string? given)
    {
        var plain = await _visitor.GetStringAsync("/en/rooms/people/beauty");
        for (var time = 0; time < 2; time++) // drawn, then from memory
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/en/rooms/people/beauty");
            if (asked is not null)
                request.Headers.TryAddWithoutValidation("Accept-Encoding", asked);
            using var answer = await _visitor.SendAsync(request);
            Assert.Equal(given, answer.Content.Headers.ContentEncoding.SingleOrDefault());
            await using var body = await answer.Content.ReadAsStreamAsync();
            await using var unpacked = given switch { "br" => new BrotliStream(body, CompressionMode.Decompress), "gzip" => new GZipStream(body, CompressionMode.Decompress), _ => body };
            using var text = new StreamReader(unpacked, Encoding.UTF8);
            Assert.Equal(plain, await text.ReadToEndAsync());
            Assert.Equal("no-cache", answer.Headers.CacheControl!.ToString()); // Back finds it as it was: no-store would forbid that
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task HEAD_is_answered_as_GET_without_a_body()
    {
        foreach (var path in new[] { "/en", "/en/rooms/people/beauty", "/robots.txt", "/cards/1.jpg", "/en/nothing" })
        {
            using var got = await _visitor.GetAsync(path);
            using var asked = new HttpRequestMessage(HttpMethod.Head, path);
            using var answer = await _visitor.SendAsync(asked);
            Assert.Equal((got.StatusCode, got.Content.Headers.ContentType), (answer.StatusCode, answer.Content.Headers.ContentType));
            Assert.Equal(got.Headers.CacheControl?.ToString(), answer.Headers.CacheControl?.ToString());
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task A_badge_is_at_most_five_seconds_old_and_a_query_does_not_ask_the_database_again()
    {
        var before = await _visitor.GetStringAsync("/en/rooms/mood/silence");
        Assert.Contains("Free: 3", before, StringComparison.Ordinal);
        await using (var context = exhibition.Gallery.Services.GetRequiredService<GalleryDatabase>().Context())
        {
            context.Claims.Add(new Claim { WorkNumber = 8, VisitorId = Guid.NewGuid(), RequestKey = Guid.NewGuid(), ClaimedAt = DateTimeOffset.UtcNow });
            await context.SaveChangesAsync();
            try
            {
                var until = DateTime.UtcNow.AddSeconds(6);
                string now;
                var drawn = 0;
                do
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, $"/en/rooms/mood/silence?{Guid.NewGuid()}") { Headers = { Host = $"host{drawn++ % 50}.example" } };
                    now = await (await _visitor.SendAsync(request)).Content.ReadAsStringAsync();
                }
                while (now == before && DateTime.UtcNow < until);
                Assert.Contains("Free: 2", now, StringComparison.Ordinal);
            }
            finally
            {
                await context.Claims.Where(static claim => claim.WorkNumber == 8).ExecuteDeleteAsync();
            }
        }
    }

    [Fact]
    public async Task Dark_walls_are_a_visitors_own_choice_and_lead_back_to_where_she_was()
    {
        var chosen = await _visitor.GetAsync("/en/dark?to=/en/pictures/2");
        Assert.Equal("/en/pictures/2", chosen.Headers.Location!.ToString());
        var cookie = Assert.Single(chosen.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("wall=dark;", cookie, StringComparison.Ordinal);
        Assert.Contains("data-wall=\"dark\"", await WithCookieAsync("wall=dark"), StringComparison.Ordinal);
        Assert.Contains("data-wall=\"light\"", await WithCookieAsync("wall=light"), StringComparison.Ordinal);
        Assert.DoesNotContain("data-wall=", await WithCookieAsync("wall=\"><script>"), StringComparison.Ordinal);
        Assert.DoesNotContain("data-wall=", await WithCookieAsync("other=1"), StringComparison.Ordinal);
        foreach (var elsewhere in new[] { "https://evil.example", "//evil.example", "/\\evil.example", "", "/%0d%0aX: y" })
            Assert.Equal("/en", (await _visitor.GetAsync("/en/dark?to=" + elsewhere)).Headers.Location!.ToString());
    }

    public void Dispose() => _visitor.Dispose();

    private async Task<string> WithCookieAsync(string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/en/pictures/2");
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        using var answer = await _visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
