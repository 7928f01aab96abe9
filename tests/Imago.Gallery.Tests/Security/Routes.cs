using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Tests.Security;

/// <summary>
/// The allow-list: every address of the gallery that someone has looked at with strangers in mind, with examples that the crawler walks. A route that is not here fails the build:
/// see what it sends to whom, then add it with examples.
/// </summary>
internal static partial class Routes
{
    /// <summary>Examples by pattern. <c>{small}</c> stands for the key of a small copy.</summary>
    public static IReadOnlyDictionary<string, string[]> Known { get; } = new Dictionary<string, string[]>
    {
        ["/"] = ["/"],
        ["/not-found"] = ["/not-found", "/en/nothing/of/that/kind", "/private/pool/seeds.jsonl", "/gallery.json", "/gallery.db", "/../gallery.json", "/private/keys/visitors.key"],
        ["/_framework/opaque-redirect"] = ["/_framework/opaque-redirect?url=https%3A%2F%2Fevil.example"], // Blazor's own: it follows addresses that it has sealed itself
        ["/small/{key}"] = ["/small/{small}-512.jpg", "/small/{small}-320.webp", "/small/{small}-1024.jpg", "/small/{small}.png", "/small/..%2Fprivate", "/small/%2e%2e%2f%2e%2e%2fgallery.json"],
        ["/cards/{number}.jpg"] = ["/cards/1.jpg", "/cards/999.jpg"],
        ["/robots.txt"] = ["/robots.txt"],
        ["/sitemap.xml"] = ["/sitemap.xml"],
        ["/sitemap/doors.xml"] = ["/sitemap/doors.xml"],
        ["/sitemap/rooms/{slug}.xml"] = ["/sitemap/rooms/people.xml"],
        ["/health"] = ["/health"],
        ["/seen"] = ["/seen"],
        ["/{language}"] = ["/en", "/zh", "/xx"],
        ["/{language}/dark"] = ["/en/dark?to=/en"],
        ["/{language}/light"] = ["/en/light?to=//evil.example"],
        ["/{language}/rooms/{slug}"] = ["/en/rooms/people", "/en/rooms/nowhere"],
        ["/{language}/rooms/{room}/{slug}"] = ["/en/rooms/people/beauty"],
        ["/{language}/pictures/{number}"] = ["/en/pictures/1", "/en/pictures/999", "/en/pictures/-1"],
        ["/{language}/random"] = ["/en/random"],
        ["/{language}/random/{key}/{step}"] = ["/en/random/5/1"],
        ["/{language}/shirts"] = ["/en/shirts"],
        ["/{language}/shirts/page/{page}"] = ["/en/shirts/page/1"],
        ["/{language}/shirts/{number}/{colour}"] = ["/en/shirts/1/white"],
        ["/{language}/verify"] = ["/en/verify"],
        ["/{language}/ledger"] = ["/en/ledger"],
        ["/ledger.jsonl"] = ["/ledger.jsonl", "/ledger.jsonl?from=-1"],
        ["/certificates.pem"] = ["/certificates.pem"],
        ["/certificates/{position}.json"] = ["/certificates/0.json"],
        ["/c/{position}"] = ["/c/0"],
        ["/{language}/certificates/{position}"] = ["/en/certificates/0", "/en/certificates/99"],
        ["/{language}/certificates/{position}.png"] = ["/en/certificates/0.png"],
        ["/{language}/certificates/{position}.pdf"] = ["/en/certificates/0.pdf"],
        ["/{language}/pictures/{number}/take"] = ["/en/pictures/1/take", "/en/pictures/2/take?problem=unknown&key=x", "/en/pictures/999/take"],
        ["/{language}/sign-in"] = ["/en/sign-in?take=1&problem=left&until=%3Cscript%3E"],
        ["/{language}/sign-in/code"] = ["/en/sign-in/code"],
        ["/{language}/sign-in/link"] = ["/en/sign-in/link?t=x"],
        ["/{language}/sign-in/passkey"] = ["/en/sign-in/passkey"],
        ["/{language}/sign-out"] = ["/en/sign-out"],
        ["/{language}/ballot"] = ["/en/ballot"],
        ["/ballots/{id}.json"] = ["/ballots/1.json", "/ballots/-1.json"],
        ["/{language}/wishes"] = ["/en/wishes", "/en/wishes?problem=wishes-full"],
        ["/{language}/privacy"] = ["/en/privacy"],
        ["/{language}/mine"] = ["/en/mine"],
        ["/{language}/mine/full"] = ["/en/mine/full", "/en/mine/full?number=1"],
        ["/{language}/mine/data"] = ["/en/mine/data"],
        ["/{language}/mine/name"] = ["/en/mine/name"],
        ["/{language}/mine/prove"] = ["/en/mine/prove"],
        ["/{language}/mine/address"] = ["/en/mine/address"],
        ["/{language}/mine/delete"] = ["/en/mine/delete"],
        ["/{language}/mine/sessions"] = ["/en/mine/sessions"],
        ["/{language}/mine/passkeys"] = ["/en/mine/passkeys"],
        ["/{language}/mine/passkeys/remove"] = ["/en/mine/passkeys/remove"],
    };

    /// <summary>All routes that a gallery has, without constraints.</summary>
    public static SortedSet<string> Of(GalleryHost gallery) =>
        [.. gallery.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(static route => "/" + Constraints().Replace(route.RoutePattern.RawText!.Trim('/'), "}").ToLowerInvariant())];

    [GeneratedRegex(@":[^}]*}")]
    private static partial Regex Constraints();
}
