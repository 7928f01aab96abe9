using System.Net;
using System.Text.RegularExpressions;
using Imago.Gallery.Shell;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Visitors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Tests.Visitors;

public class LimitTests
{
    [Fact]
    public async Task A_proof_of_work_is_taken_once_for_a_challenge_of_ours_with_enough_zero_bits()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { ProofOfWorkBits = 12 });
        var work = gallery.Host.Services.GetRequiredService<ProofOfWork>();
        var challenge = work.New();
        var solution = Person.Solve(challenge);
        var wrong = Enumerable.Range(0, 10_000).Select(n => $"{challenge}:{n}").First(one => one != solution);
        Assert.False(await work.AcceptAsync(wrong, CancellationToken.None));
        Assert.True(await work.AcceptAsync(solution, CancellationToken.None));
        Assert.False(await work.AcceptAsync(solution, CancellationToken.None));

        var parts = work.New().Split('.');
        foreach (var forged in new[] { $"0.{parts[1]}.{parts[2]}.{parts[3]}", $"12.{long.Parse(parts[1]) + 1}.{parts[2]}.{parts[3]}", "12.1.x.y", "x", "" })
            Assert.False(await work.AcceptAsync(forged + ":1", CancellationToken.None));
        var again = Person.Solve(work.New());
        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => work.AcceptAsync(again, CancellationToken.None)));
        Assert.Single(taken, static one => one);
    }

    [Fact]
    public async Task Who_shows_no_work_waits_as_the_settings_say_and_a_quarter_of_a_networks_letters_is_the_most()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { ProofOfWorkBits = 4, WaitWithoutProof = 300, LettersPerNetwork = 8 });
        using var person = new Person(gallery.Host);
        for (var i = 0; i < 3; i++)
        {
            var answer = await person.SendAsync(await person.GetAsync("/en/sign-in"), "/sign-in", ("address", $"visitor{i}@example.org"));
            Assert.Equal(i < 2 ? "/en/sign-in/code?later=1" : "/en/sign-in?problem=network", answer.Path);
        }
        await using (var data = gallery.Database.Context())
        {
            Assert.All(await data.Letters.ToListAsync(), static letter => Assert.InRange((letter.SendAt - DateTimeOffset.UtcNow).TotalSeconds, 280, 300));
            Assert.All(await data.SignIns.ToListAsync(), static one => Assert.Equal(900, (one.ExpiresAt - one.AskedAt).TotalSeconds, 1.0));
        }
        for (var i = 3; i < 10; i++)
            Assert.Equal(i < 9 ? "/en/sign-in/code" : "/en/sign-in?problem=network", (await person.AskAsync($"visitor{i}@example.org")).Path);
    }

    [Fact]
    public async Task Too_many_forms_of_one_network_are_refused_in_its_language_with_a_time_and_reading_goes_on()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        HttpResponseMessage? refused = null;
        for (var i = 0; i < RateLimits.FormsAMinute + 50 && refused is null; i++)
        {
            using var form = new FormUrlEncodedContent([]);
            if (await person.Client.PostAsync(new Uri("/de/sign-in", UriKind.Relative), form) is { StatusCode: HttpStatusCode.TooManyRequests } answer)
                refused = answer;
        }
        Assert.NotNull(refused);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Contains("Zu viel auf einmal", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/de/sign-in")).Status);
    }

    [Fact]
    public async Task Only_a_known_proxy_says_who_the_visitor_is()
    {
        await using var open = await VisitedGallery.MakeAsync(new() { ProofOfWorkBits = 4 });
        await using var behind = await VisitedGallery.MakeAsync(new() { ProofOfWorkBits = 4, Proxies = ["127.0.0.0/8"] });
        foreach (var (gallery, networks) in new[] { (open, 1), (behind, 3) })
        {
            foreach (var address in new[] { "198.51.100.7", "198.51.100.9", "203.0.113.7", "2001:db8:1:2::3", "2001:db8:1:ffff::4" })
            {
                using var person = new Person(gallery.Host);
                person.Client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
                person.Client.DefaultRequestHeaders.Add("X-Real-IP", "192.0.2.1");
                // Without https only this machine's own visitors sign in; an address of elsewhere is told so.
                var asked = await person.AskAsync($"{Guid.NewGuid():N}@example.org");
                Assert.Equal(networks == 1 ? "/en/sign-in/code" : "/en/sign-in?problem=https", asked.Path);
            }
        }
        await using var data = open.Database.Context();
        Assert.Equal(1, await data.SignIns.Select(static one => one.Network).Distinct().CountAsync());
        var vault = behind.Host.Services.GetRequiredService<Vault>();
        string Network(string address) => vault.HashOfNetwork(IPAddress.Parse(address));
        Assert.Equal(Network("198.51.100.7"), Network("::ffff:198.51.100.9"));
        Assert.Equal(Network("2001:db8:1:2::3"), Network("2001:db8:1:ffff::4"));
        Assert.Equal(3, new[] { "198.51.100.7", "203.0.113.7", "2001:db8:1::", "198.51.100.255" }.Select(Network).Distinct().Count());
    }

    [Fact]
    public async Task A_hundred_visitors_behind_one_address_are_all_let_in_and_all_take()
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { ProofOfWorkBits = 4 }, perWall: 34, files: false);
        await Parallel.ForEachAsync(Enumerable.Range(1, 100), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            using var person = new Person(gallery.Host);
            for (var tries = 0; ; tries++)
            {
                var page = await person.SignInAsync(gallery.Folder, $"visitor{i}@example.org", take: i);
                var answer = await person.SendAsync(page, $"/{i}/take");
                if (answer.Status != HttpStatusCode.TooManyRequests)
                {
                    Assert.Equal("/en/mine?done=taken", answer.Path);
                    return;
                }
            }
        });
        await using var data = gallery.Database.Context();
        Assert.Equal(100, await data.Claims.CountAsync());
    }

    [Fact]
    public async Task Settings_that_cannot_be_meant_are_refused_with_a_sentence()
    {
        foreach (var (settings, word) in new (GallerySettings, string)[] { (new() { Address = "gallery.example" }, "https://gallery.example"), (new() { Proxies = ["here"] }, "'here'"), (new() { ProofOfWorkBits = 40 }, "proofOfWorkBits"), (new() { WaitWithoutProof = -1 }, "waitWithoutProof") })
        {
            using var temp = new TempFolder();
            await PaintedGallery.MakeAsync(temp.At("gallery"), perWall: 1, side: 32, settings);
            var refused = await Assert.ThrowsAsync<GalleryException>(() => GalleryHost.StartAsync(new() { Folder = temp.At("gallery"), Port = 0 }));
            Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        }
    }
}
