using System.Net;
using Imago.Gallery.Certificates;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Works;
using Imago.Imaging.Painting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Tests.Works;

public class TakeDownTests
{
    private const int Works = 6; // two on each of three walls

    [Fact]
    public async Task A_picture_that_is_taken_down_is_on_no_page_and_in_no_file_and_its_owner_and_certificate_stay()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { ProofOfWorkBits = 4, Contact = "mailto:keeper@gallery.example" }, perWall: 2);
        using var owner = new Person(gallery.Host);
        await owner.SendAsync(await owner.SignInAsync(gallery.Folder, "owner@example.org", take: 1), "/1/take");
        using var stranger = new Person(gallery.Host);
        for (var until = DateTime.UtcNow.AddSeconds(30); (await stranger.GetAsync("/certificates/0.json")).Status != HttpStatusCode.OK && DateTime.UtcNow < until;)
            await Task.Delay(50);
        var stores = gallery.Host.Services.GetRequiredService<Stores>();
        Work work;
        await using (var context = gallery.Database.Context())
            work = await context.Works.Include(static one => one.Place).SingleAsync(static one => one.Number == 1);
        using (var films = WallFilms.Open(gallery.Folder, stores.Public))
            await films.PutAsync(new("wall-0.mp4", "test", [1, 2]), new byte[] { 1 });
        string[] files = [.. SmallCopies.Sides.SelectMany(side => SmallCopies.Formats.Select(format => "/small/" + SmallCopies.Key(work.Small, side, format.Ending))), "/small/wall-0.mp4"];
        string[] pages = ["/pictures/1", "/shirts/1/white", "/pictures/1/take"];
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/cards/1.jpg")).Status);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/en/certificates/0.png")).Status);
        foreach (var there in files.Concat(pages.Select(static page => "/en" + page)))
            Assert.Equal((there, HttpStatusCode.OK), (there, (await stranger.GetAsync(there)).Status));
        Assert.Contains("href=\"mailto:keeper@gallery.example\">Report a picture", (await stranger.GetAsync("/en")).Html, StringComparison.Ordinal);

        var decider = new TakeDown(gallery.Folder, gallery.Database, stores);
        await decider.HideAsync(1, "resembles a living person");
        await decider.HideAsync(1, "resembles a living person"); // as after a call that was cut off
        foreach (var gone in files.Concat(pages.Select(static page => "/de" + page)).Append("/cards/1.jpg").Append("/en/certificates/0.png").Append("/en/certificates/0.pdf").Append($"/small/{work.Small}-card.jpg"))
            Assert.Equal((gone, HttpStatusCode.NotFound), (gone, (await stranger.GetAsync(gone)).Status));
        // In languages that nobody asked for yet, so of no cache.
        for (var until = DateTime.UtcNow.AddSeconds(20); (await stranger.GetAsync($"/pt/random/1/{Works}")).Status == HttpStatusCode.OK && DateTime.UtcNow < until;)
            await Task.Delay(100);
        foreach (var page in new[] { "/pt", "/pt/rooms/people", "/pt/rooms/people/beauty", "/pt/pictures/2", "/pt/shirts", "/pt/certificates/0", "/pt/ledger", "/sitemap/rooms/people.xml" }.Concat(Enumerable.Range(1, Works - 1).Select(static step => $"/pt/random/1/{step}")))
        {
            var shown = await stranger.GetAsync(page);
            Assert.Equal((page, HttpStatusCode.OK, false), (page, shown.Status, shown.Html.Contains(work.Small, StringComparison.Ordinal) || shown.Html.Contains("/pictures/1<", StringComparison.Ordinal) || shown.Html.Contains("/pictures/1\"", StringComparison.Ordinal)));
        }
        Assert.Equal(1, SignedCertificate.Parse(System.Text.Encoding.UTF8.GetBytes((await stranger.GetAsync("/certificates/0.json")).Html)).Certificate.Picture);
        Assert.Contains("taken this picture off its walls", (await stranger.GetAsync("/en/certificates/0")).Html, StringComparison.Ordinal);
        Assert.Contains("taken this picture off its walls", (await owner.GetAsync("/en/mine")).Html, StringComparison.Ordinal);
        Assert.Equal(work.Sha256, System.Security.Cryptography.SHA256.HashData(await owner.Client.GetByteArrayAsync(new Uri("/en/mine/full", UriKind.Relative))));
        Assert.Empty((await LedgerAudit.RunAsync(gallery.Database, gallery.Host.Services.GetRequiredService<SigningKeys>().Public, stores)).Faults);

        await decider.ShowAsync(1, "it does not");
        foreach (var there in files[..^1].Append("/ru/pictures/1").Append("/cards/1.jpg").Append("/en/certificates/0.png"))
            Assert.Equal((there, HttpStatusCode.OK), (there, (await stranger.GetAsync(there)).Status));
        Assert.Equal([(true, "it does not"), (false, "resembles a living person")], (await decider.DecisionsAsync()).Select(static one => (one.Shown, one.Reason)));
        await Assert.ThrowsAsync<GalleryException>(() => decider.HideAsync(999, "no such work"));
    }

    [Fact]
    public async Task A_number_that_was_taken_down_is_never_given_again()
    {
        using var temp = new TempFolder();
        var (folder, settings) = (GalleryFolder.Create(temp.At("gallery")), new GallerySettings());
        settings.Write(folder);
        await using var database = await GalleryDatabase.OpenAsync(folder, settings);
        using var stores = Stores.Open(folder, settings);
        async Task<int> TakeInAsync(int seed)
        {
            using var pool = await Pool.OpenAsync(folder, database, stores, "test", seed: null);
            await pool.TakeInAsync([new(pool.Next, PortraitPainter.Paint(seed, 64))], keepLatents: null);
            return pool.Entries[^1].Work?.Number ?? 0;
        }
        Assert.Equal((1, 2), (await TakeInAsync(1), await TakeInAsync(2)));
        await new TakeDown(folder, database, stores).HideAsync(2, "for a test");
        Assert.Equal((0, 3), (await TakeInAsync(2), await TakeInAsync(3))); // it does not come back by itself either
        await using var context = database.Context();
        Assert.Equal([1, 3], await context.Works.OrderBy(static work => work.Number).Select(static work => work.Number).ToListAsync());
    }
}
