using System.Net;
using System.Net.Http.Headers;
using Imago.Gallery.Storage;
using Imago.Gallery.Tests.Support;

namespace Imago.Gallery.Tests.Pages;

public class FilmTests
{
    [Fact]
    public async Task A_wall_shows_its_film_once_there_is_one_and_it_can_be_wound()
    {
        using var temp = new TempFolder();
        var folder = await PaintedGallery.MakeAsync(temp.At("gallery"), perWall: 1, side: 128);
        byte[] film = [.. Enumerable.Range(0, 5000).Select(static i => (byte)i)];
        await new FolderStore(folder.Public).PutAsync("wall-1.mp4", film);
        await using var gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = folder.Path, Port = 0 });
        using var visitor = new HttpClient { BaseAddress = new(gallery.Address) };
        Assert.Contains("<video controls", await visitor.GetStringAsync("/en/rooms/people/beauty"), StringComparison.Ordinal);
        Assert.DoesNotContain("<video", await visitor.GetStringAsync("/en/rooms/people/round-dance"), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/small/wall-1.mp4") { Headers = { Range = new RangeHeaderValue(1000, 1999) } };
        using var answer = await visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("video/mp4", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(film[1000..2000], await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(TimeSpan.FromHours(1), answer.Headers.CacheControl!.MaxAge);
    }
}
