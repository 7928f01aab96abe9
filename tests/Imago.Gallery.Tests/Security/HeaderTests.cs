using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Imago.Gallery.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Tests.Security;

public partial class HeaderTests
{
    [Fact]
    public async Task Every_answer_carries_the_headers_errors_and_files_too()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        var door = await person.GetAsync("/en");
        var script = Regex.Match(door.Html, "<script[^>]*src=\"([^\"]+)\"").Groups[1].Value;
        await using var data = gallery.Database.Context();
        var small = $"/small/{data.Works.First().Small}-320.jpg";
        foreach (var path in new[] { "/en", script, small, "/en/nothing", "/en/sign-in", "/small/nothing.jpg", "/en/mine/full" })
        {
            var answer = await person.Client.GetAsync(new Uri(path, UriKind.Relative));
            string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
            var policy = Header("Content-Security-Policy");
            foreach (var part in new[] { "default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'", "form-action 'self'" })
                Assert.Contains(part, policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal(("nosniff", "no-referrer", "DENY", "same-origin"), (Header("X-Content-Type-Options"), Header("Referrer-Policy"), Header("X-Frame-Options"), Header("Cross-Origin-Opener-Policy")));
            Assert.Equal(path == small ? "cross-origin" : "same-origin", Header("Cross-Origin-Resource-Policy"));
            Assert.Contains("camera=()", Header("Permissions-Policy"), StringComparison.Ordinal);
            Assert.Equal(("", "", ""), (Header("Server"), Header("X-Powered-By"), Header("Access-Control-Allow-Origin")));
        }
    }

    [Fact]
    public async Task Https_is_for_a_year_and_only_where_the_gallery_has_it()
    {
        foreach (var address in new[] { null, "https://gallery.example" })
        {
            await using var gallery = await VisitedGallery.MakeAsync(new() { Address = address });
            using var person = new Person(gallery.Host);
            var answer = await person.Client.GetAsync(new Uri("/en", UriKind.Relative));
            Assert.Equal(address is null ? null : "max-age=31536000", answer.Headers.TryGetValues("Strict-Transport-Security", out var values) ? values.Single() : null);
        }
    }

    [Fact]
    public async Task No_form_is_accepted_without_its_token()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        await person.SignInAsync(gallery.Folder, "ada@example.org");
        var forms = gallery.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(static one => one.Order < 0 && one.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("POST")).Select(static one => one.RoutePattern.RawText!).ToArray();
        Assert.InRange(forms.Length, 10, 100);
        foreach (var form in forms)
        {
            using var content = new FormUrlEncodedContent([new("address", "eve@example.org"), new("sure", "1"), new("everywhere", "1"), new("key", Guid.NewGuid().ToString()), new("name", "Eve")]);
            var path = form.Replace("{language:length(2)}", "en", StringComparison.Ordinal).Replace("{number:int}", "1", StringComparison.Ordinal);
            Assert.Equal((form, HttpStatusCode.BadRequest), (form, (await person.Client.PostAsync(new Uri(path, UriKind.Relative), content)).StatusCode));
        }
        Assert.Contains("ada@example.org", (await person.GetAsync("/en/mine")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_tells_nothing_of_its_cause_and_is_not_stored()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        await person.SignInAsync(gallery.Folder, "ada@example.org");
        await using (var connection = await gallery.Database.ConnectAsync())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE sessions RENAME TO sessions_gone";
            await command.ExecuteNonQueryAsync();
        }
        var answer = await person.Client.GetAsync(new Uri("/de/mine", UriKind.Relative));
        Assert.Equal((HttpStatusCode.InternalServerError, true), (answer.StatusCode, answer.Headers.CacheControl!.NoStore));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Hier ist etwas fehlgeschlagen", page, StringComparison.Ordinal);
        Assert.DoesNotContain("sessions", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Exception", page, StringComparison.Ordinal);
        Assert.True(answer.Headers.Contains("Content-Security-Policy"));
        using var form = new FormUrlEncodedContent([]);
        Assert.Contains("Formular ist zu alt", await (await person.Client.PostAsync(new Uri("/de/sign-out", UriKind.Relative), form)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_checklist_names_tests_that_are_there()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Directory.Packages.props")))
            root = root.Parent!;
        var named = Names().Matches(File.ReadAllText(Path.Combine(root.FullName, "docs", "security-checklist.md"))).Select(static found => found.Groups[1].Value).Distinct().ToArray();
        Assert.InRange(named.Length, 25, 200);
        var tests = typeof(HeaderTests).Assembly.GetTypes().SelectMany(static type => type.GetMethods().Where(static method => method.GetCustomAttribute<FactAttribute>() is not null).Select(method => $"{type.Name}.{method.Name}")).ToHashSet();
        Assert.Empty(named.Except(tests));
    }

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex Names();
}
