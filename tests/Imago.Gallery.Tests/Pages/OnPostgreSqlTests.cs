using System.Net;
using Imago.Gallery.Tests.Support;

namespace Imago.Gallery.Tests.Pages;

[Collection(WithPostgreSql.Name)]
public class OnPostgreSqlTests(PostgreSql postgres)
{
    [Fact]
    public async Task Every_page_is_on_PostgreSQL_what_it_is_on_SQLite()
    {
        using var temp = new TempFolder();
        string[] paths = ["/en", "/en/rooms/people", "/de/rooms/people/beauty", "/zh/pictures/2", "/ru/random/7/3", "/pt/shirts", "/en/shirts/page/9", "/en/shirts/2/red", "/sitemap.xml", "/sitemap/rooms/people.xml"];
        var pages = new List<string[]>();
        foreach (var settings in new[] { new GallerySettings { Address = "https://gallery.example" }, new() { Address = "https://gallery.example", PostgreSql = postgres.NewDatabase() } })
        {
            var folder = temp.At($"{pages.Count}");
            await PaintedGallery.MakeAsync(folder, perWall: 2, side: 128, settings: settings);
            await using var gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = folder, Port = 0 });
            using var visitor = new HttpClient { BaseAddress = new(gallery.Address) };
            pages.Add(await Task.WhenAll(paths.Select(visitor.GetStringAsync)));
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/en/pictures/999")).StatusCode);
        }
        for (var i = 0; i < paths.Length; i++)
            Assert.Equal(pages[0][i], pages[1][i]);
    }
}
