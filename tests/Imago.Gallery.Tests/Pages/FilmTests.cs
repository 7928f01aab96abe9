using System.Net;
using System.Net.Http.Headers;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Works;
using Imago.Imaging.Films;
using Imago.Imaging.Painting;
using Imago.Imaging.Provenance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Imago.Gallery.Tests.Pages;

[Collection(WithChromium.Name)]
public sealed class FilmTests(Chromium chromium) : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _temp = new();
    private GalleryFolder _folder = null!;
    private GalleryHost _gallery = null!;
    private byte[] _film = [];
    private string _key = "";

    public async Task InitializeAsync()
    {
        _folder = await PaintedGallery.MakeAsync(_temp.At("gallery"), perWall: 2, side: 128);
        using (var film = FilmWriter.Create(_temp.At("film.mp4"), new() { Width = 128, Height = 128, FramesPerSecond = 24, MostBitsPerSecond = 500_000 }))
        {
            for (var i = 0; i < 48; i++)
                film.Write(PortraitPainter.Paint(i / 12, 128));
            film.Finish();
        }
        _film = SourceMark.PutInFilm(await File.ReadAllBytesAsync(_temp.At("film.mp4")));
        _gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = _folder.Path, Port = 0 });
        await using var context = _gallery.Services.GetRequiredService<GalleryDatabase>().Context();
        _key = WallFilms.Key(await context.Works.Where(static work => work.Place!.WallId == 1).OrderBy(static work => work.Place!.Position).ToListAsync());
        await new FolderStore(_folder.Public).PutAsync(_key, _film);
    }

    public async Task DisposeAsync() => await _gallery.DisposeAsync();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_wall_shows_its_own_film_and_it_can_be_wound()
    {
        using var visitor = new HttpClient { BaseAddress = new(_gallery.Address) };
        Assert.Contains("<video controls", await visitor.GetStringAsync("/en/rooms/people/beauty"), StringComparison.Ordinal);
        Assert.DoesNotContain("<video", await visitor.GetStringAsync("/en/rooms/people/round-dance"), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/small/{_key}") { Headers = { Range = new RangeHeaderValue(1000, 1999) } };
        using var answer = await visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("video/mp4", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(_film[1000..2000], await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(TimeSpan.FromHours(1), answer.Headers.CacheControl!.MaxAge);

        // Hung in another order, the wall is another: it does not show the film of what hung before.
        await using var context = _gallery.Services.GetRequiredService<GalleryDatabase>().Context();
        await context.Places.Where(static place => place.WallId == 1).ExecuteUpdateAsync(static set => set.SetProperty(static place => place.Position, static place => 7 - place.Position));
        Assert.DoesNotContain("<video", await visitor.GetStringAsync("/pt/rooms/people/beauty"), StringComparison.Ordinal); // of a language that nobody asked for yet, so of no cache
    }

    [Fact]
    public async Task It_waits_until_it_is_started_by_a_key_and_then_it_plays()
    {
        await using var person = await chromium.PersonAsync(_gallery.Address, 390);
        var page = await person.NewPageAsync();
        var fetched = 0;
        page.Request += (_, request) => fetched += request.Url.EndsWith(".mp4", StringComparison.Ordinal) ? 1 : 0;
        await page.GotoAsync("/de/rooms/people/beauty", new() { WaitUntil = WaitUntilState.NetworkIdle });
        var video = page.GetByLabel("Film: Beauty");
        await video.ScrollIntoViewIfNeededAsync();
        Assert.Equal((0, true, 0.0), (fetched, await video.EvaluateAsync<bool>("one => one.paused"), await video.EvaluateAsync<double>("one => one.currentTime")));
        Assert.True(await video.EvaluateAsync<bool>("one => one.getBoundingClientRect().width === one.getBoundingClientRect().height")); // its place is kept before it is known
        await video.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.UntilAsync("document.querySelector('video').currentTime > 0.2 && document.querySelector('video').videoWidth === 128");
        Assert.True(fetched > 0);
        await page.Keyboard.PressAsync("Space");
        Assert.True(await video.EvaluateAsync<bool>("one => one.paused"));
    }
}
