using System.Net;
using System.Text;
using System.Text.Json;
using Imago.Gallery.Certificates;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Tests.Operations;

[Collection(WithPostgreSql.Name)]
public sealed class HealthTests(PostgreSql postgres, S3Server s3) : IClassFixture<S3Server>, IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Two_servers_on_one_database_and_S3_show_one_gallery_and_one_ledger()
    {
        var settings = new GallerySettings { PostgreSql = postgres.NewDatabase(), PublicFiles = s3.Settings("public/"), FullFiles = s3.Settings("full/") };
        var folder = await PaintedGallery.MakeAsync(_temp.At("gallery"), perWall: 1, side: 200, settings);
        using var stores = Stores.Open(folder, settings);
        foreach (var (from, to) in new[] { (folder.Public, stores.Public), (folder.Full, stores.Full) })
            foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            {
                await to.PutAsync(Path.GetFileName(file), await File.ReadAllBytesAsync(file));
                File.Delete(file);
            }
        await using var one = await GalleryHost.StartAsync(new GalleryOptions { Folder = folder.Path, Port = 0 });
        await using var other = await GalleryHost.StartAsync(new GalleryOptions { Folder = folder.Path, Port = 0 });
        using var visitor = new HttpClient();
        var database = one.Services.GetRequiredService<GalleryDatabase>();
        for (var work = 1; work <= 3; work++)
            await TakenWorks.TakeAsync(database, work);
        for (var until = DateTime.UtcNow.AddSeconds(30); (await visitor.GetStringAsync(other.Address + "/ledger.jsonl")).Count(static sign => sign == '\n') < 3 && DateTime.UtcNow < until;)
            await Task.Delay(50);
        await one.Services.GetRequiredService<Bookkeeper>().WorkOffAsync();
        for (var until = DateTime.UtcNow.AddSeconds(30); (await one.Services.GetRequiredService<Bookkeeper>().QueueAsync()).Open > 0 && DateTime.UtcNow < until;)
            await Task.Delay(50);
        await TakenWorks.AssertWholeAsync(database, one.Services.GetRequiredService<SigningKeys>(), stores.Public, 3);
        foreach (var server in new[] { one, other })
        {
            using var sheet = await visitor.GetAsync(server.Address + "/en/certificates/1.png"); // drawn from a small copy of the store
            Assert.Equal(HttpStatusCode.OK, sheet.StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(server.Address + "/health")).StatusCode);
        }
    }

    [Fact]
    public async Task Health_says_what_is_ill_and_no_more()
    {
        var settings = new GallerySettings { PublicFiles = s3.Settings() with { Bucket = "secret-bucket" } };
        var folder = await PaintedGallery.MakeAsync(_temp.At("gallery"), perWall: 1, side: 64, settings);
        await using var gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = folder.Path, Port = 0 });
        using var visitor = new HttpClient { BaseAddress = new(gallery.Address) };
        using var answer = await visitor.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var said = await answer.Content.ReadAsStringAsync();
        using var json = JsonDocument.Parse(said);
        Assert.Equal((false, true, false, true), (Of("well"), Of("database"), Of("publicFiles"), Of("fullFiles")));
        Assert.DoesNotContain("bucket", said, StringComparison.Ordinal);
        bool Of(string part) => json.RootElement.GetProperty(part).GetBoolean();
    }

    [Fact]
    public async Task Measures_are_sent_where_the_settings_say()
    {
        // A collector of OTLP over HTTP; the names of the instruments stand in its protobuf as they are.
        var came = new MemoryStream();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.MapPost("/v1/metrics", async (HttpContext context) => await context.Request.Body.CopyToAsync(came));
        await collector.StartAsync();
        var folder = await PaintedGallery.MakeAsync(_temp.At("gallery"), perWall: 1, side: 64, new() { Telemetry = collector.Urls.First() });
        await using (var gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = folder.Path, Port = 0 }))
        {
            await TakenWorks.TakeAsync(gallery.Services.GetRequiredService<GalleryDatabase>(), 2);
            using var visitor = new HttpClient();
            for (var until = DateTime.UtcNow.AddSeconds(30); !(await visitor.GetStringAsync(gallery.Address + "/ledger.jsonl")).Contains('\n', StringComparison.Ordinal) && DateTime.UtcNow < until;)
                await Task.Delay(50);
        } // what was measured is sent when the gallery closes
        var text = Encoding.Latin1.GetString(came.ToArray());
        foreach (var name in new[] { "imago.gallery.claims", "imago.gallery.ledger.queue", "imago.gallery.ledger.lag", "imago.gallery.ledger.entries", "http.server.request.duration" })
            Assert.Contains(name, text, StringComparison.Ordinal);
    }
}
