using System.Text;
using System.Xml;
using Imago.Gallery.Shell;
using Imago.Gallery.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Pages;

/// <summary>What search engines read (<see href="https://www.sitemaps.org/protocol.html">sitemaps.org</see>): a file for each room, in which every page names itself in the other languages.</summary>
internal static class Sitemap
{
    private const string Form = "http://www.sitemaps.org/schemas/sitemap/0.9", Links = "http://www.w3.org/1999/xhtml";

    public static void Map(WebApplication app)
    {
        var seldom = new PublicPageAttribute(seconds: 300);
        app.MapGet("/robots.txt", static (Site site) => Results.Text($"""
            User-agent: *
            Disallow: /*/random
            Disallow: /*/light
            Disallow: /*/dark
            Disallow: /*/shirts/page/
            Disallow: /*/pictures/*/take
            Disallow: /*/sign-in
            Disallow: /*/mine
            Sitemap: {site.Address}/sitemap.xml

            """)).WithMetadata(seldom);
        app.MapGet("/sitemap.xml", static async (Site site, GalleryDatabase database, CancellationToken cancel) =>
        {
            await using var gallery = database.Context();
            var rooms = await gallery.Rooms.AsNoTracking().OrderBy(static room => room.Position).Select(static room => room.Slug).ToListAsync(cancel).ConfigureAwait(false);
            return Xml("sitemapindex", writer =>
            {
                foreach (var name in rooms.Select(static room => $"rooms/{room}").Prepend("doors"))
                {
                    writer.WriteStartElement("sitemap", Form);
                    writer.WriteElementString("loc", Form, $"{site.Address}/sitemap/{name}.xml");
                    writer.WriteEndElement();
                }
            });
        }).WithMetadata(seldom);
        app.MapGet("/sitemap/doors.xml", static (Site site) => Pages(site, ["", "/shirts"])).WithMetadata(seldom);
        app.MapGet("/sitemap/rooms/{slug}.xml", static async (string slug, Site site, GalleryDatabase database, CancellationToken cancel) =>
        {
            await using var gallery = database.Context();
            var walls = await gallery.Walls.AsNoTracking().Where(wall => wall.Room.Slug == slug).OrderBy(static wall => wall.Position).Select(static wall => wall.Slug).ToListAsync(cancel).ConfigureAwait(false);
            var works = await gallery.Places.AsNoTracking().Where(place => place.Wall.Room.Slug == slug).OrderBy(static place => place.WorkNumber).Select(static place => place.WorkNumber).ToListAsync(cancel).ConfigureAwait(false);
            return walls.Count == 0 ? Results.NotFound() : Pages(site, [$"/rooms/{slug}", .. walls.Select(wall => $"/rooms/{slug}/{wall}"), .. works.Select(static work => $"/pictures/{work}")]);
        }).WithMetadata(seldom);
    }

    // Paths stand behind the language. A room of 1,000 pictures and 40 walls has 5,205 addresses and 4 MB; the form allows 50,000 and 50 MB.
    private static IResult Pages(Site site, string[] paths) => Xml("urlset", writer =>
    {
        var languages = Languages.Texts.Languages.Select(static one => one.Key).ToArray();
        foreach (var path in paths)
        {
            foreach (var language in languages)
            {
                writer.WriteStartElement("url", Form);
                writer.WriteElementString("loc", Form, $"{site.Address}/{language}{path}");
                foreach (var other in languages)
                {
                    writer.WriteStartElement("link", Links);
                    writer.WriteAttributeString("rel", "alternate");
                    writer.WriteAttributeString("hreflang", other);
                    writer.WriteAttributeString("href", $"{site.Address}/{other}{path}");
                    writer.WriteEndElement();
                }
                writer.WriteEndElement();
            }
        }
    });

    private static IResult Xml(string root, Action<XmlWriter> write)
    {
        var text = new MemoryStream();
        using (var writer = XmlWriter.Create(text, new() { Encoding = new UTF8Encoding(false) }))
        {
            writer.WriteStartElement(root, Form);
            if (root == "urlset")
                writer.WriteAttributeString("xmlns", "xhtml", null, Links);
            write(writer);
        }
        return Results.Bytes(text.ToArray(), "application/xml");
    }
}
