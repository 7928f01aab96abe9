using System.Net;
using Imago.Gallery.Tests.Support;

namespace Imago.Gallery.Tests.Pages;

public class DoorTests
{
    [Fact]
    public async Task A_visitor_is_led_to_her_language_and_sees_the_rooms()
    {
        using var temp = new TempFolder();
        await PaintedGallery.MakeAsync(temp.At("gallery"), perWall: 1, side: 128);
        await using var gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = temp.At("gallery"), Port = 0 });
        using var visitor = new HttpClient { BaseAddress = new(gallery.Address) };
        visitor.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ru-RU, de;q=0.5");
        var door = await visitor.GetAsync("/");
        Assert.Equal("/ru", door.RequestMessage!.RequestUri!.AbsolutePath);
        var page = await door.Content.ReadAsStringAsync();
        Assert.Contains("<html lang=\"ru\">", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/ru/rooms/people\"", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/ru/nothing/of/that/kind")).StatusCode);
    }
}
