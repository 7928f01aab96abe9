using System.Net;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Visitors;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Operations;

/// <summary><c>deploy/nginx.conf</c>, run by nginx before two servers on one PostgreSQL.</summary>
[Collection(WithPostgreSql.Name)]
public sealed class ProxyTests(PostgreSql postgres) : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [ProgramFact("nginx")]
    public async Task Through_nginx_a_visitor_signs_in_and_takes_her_picture_though_one_of_two_servers_is_killed()
    {
        var settings = new GallerySettings { PostgreSql = postgres.NewDatabase(), Address = "https://gallery.example", Proxies = ["127.0.0.1"], ProofOfWorkBits = 4 };
        var folder = await PaintedGallery.MakeAsync(_temp.At("gallery"), perWall: 1, side: 64, settings);
        using var first = await GalleryProcess.StartAsync(folder.Path);
        await using var second = await GalleryHost.StartAsync(new() { Folder = folder.Path, Port = 0 });
        using var nginx = new Nginx("gallery.example", first.Address, second.Address);
        using var ada = new Person(settings.Address, nginx.WayFrom("127.0.5.1"));
        ada.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7"); // a lie

        // Encrypted, by HTTP/2, compressed by the gallery, and nothing told of the servers.
        using (var door = await AskAsync("/en", ("Accept-Encoding", "br")))
        {
            Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20, "br"), (door.StatusCode, door.Version, Assert.Single(door.Content.Headers.ContentEncoding)));
            Assert.Equal(("nginx", "max-age=31536000"), (door.Headers.Server.ToString(), Assert.Single(door.Headers.GetValues("Strict-Transport-Security"))));
        }
        using (var plain = await ada.Client.SendAsync(new(HttpMethod.Head, "http://gallery.example/en/rooms?a=b")))
            Assert.Equal("https://gallery.example/en/rooms?a=b", plain.RequestMessage!.RequestUri!.ToString());
        foreach (var health in new[] { "/health", "/Health", "/health/", "//health", "/%68ealth?a" })
            using (var refused = await AskAsync(health))
                Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        // One server is killed between letter and claim: every request after it is answered.
        await ada.SignInAsync(folder, "ada@example.org", take: 1);
        var form = await ada.GetAsync("/en/pictures/1/take");
        first.Kill();
        Assert.Equal("/en/mine?done=taken", (await ada.SendAsync(form, "/1/take")).Path);
        for (var i = 0; i < 10; i++)
            using (var page = await AskAsync($"/en/pictures/{1 + (i % 3)}"))
                Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        // Her full size, in part, and kept nowhere.
        using (var part = await AskAsync("/en/mine/full", ("Range", "bytes=1-3")))
            Assert.Equal((HttpStatusCode.PartialContent, "PNG", true), (part.StatusCode, await part.Content.ReadAsStringAsync(), part.Headers.CacheControl!.NoStore));

        // Whom the proxy names is the visitor, and the proxy names who came.
        await using var database = await GalleryDatabase.OpenAsync(folder, settings);
        await using var data = database.Context();
        Assert.Equal(new Vault(folder).HashOfNetwork(IPAddress.Parse("127.0.5.1")), (await data.Visitors.SingleAsync()).Network);
        Assert.Contains("GET /en/pictures/1/take 200 ", nginx.Logs, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.5.1", nginx.Logs, StringComparison.Ordinal);

        Task<HttpResponseMessage> AskAsync(string path, params (string Name, string Value)[] headers)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri("https://gallery.example" + path)) { Version = HttpVersion.Version20 };
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            return ada.Client.SendAsync(request);
        }
    }
}
