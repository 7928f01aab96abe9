using System.Net;
using Imago.Gallery;
using Imago.Imaging;
using Imago.Imaging.Painting;

namespace Imago.Cli.Tests.Gallery;

public sealed class RefillTests : IDisposable
{
    private const int First = 5, More = 9;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_pool_of_an_open_gallery_is_refilled_while_visitors_walk_and_they_come_upon_the_new_pictures()
    {
        for (var seed = 0; seed < First + More; seed++)
        {
            var part = Directory.CreateDirectory(Path.Combine(folder.Path, seed < First ? "first" : "more")).FullName;
            PictureWriter.Save(Path.Combine(part, $"{seed:00}.png"), PortraitPainter.Paint(seed, 64));
        }
        Assert.Equal(First, await CreateAsync("first"));
        await using var gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = Path.Combine(folder.Path, "gallery"), Port = 0 });
        using var visitor = new HttpClient { BaseAddress = new(gallery.Address) };
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await StepAsync(First), await StepAsync(First + 1)));

        using var stop = new CancellationTokenSource();
        var walking = Task.Run(async () =>
        {
            var walked = 0;
            for (var key = 1; !stop.IsCancellationRequested; key++, walked++)
                foreach (var page in new[] { $"/en/random/{key}/1", $"/en/shirts/page/{key}" })
                    Assert.Equal((page, HttpStatusCode.OK), (page, (await visitor.GetAsync(new Uri(page, UriKind.Relative))).StatusCode));
            return walked;
        });
        Assert.Equal(More, await CreateAsync("more"));
        Assert.Equal(0, await CreateAsync("more")); // called again, it makes nothing twice
        for (var until = DateTime.UtcNow.AddSeconds(30); await StepAsync(First + More) != HttpStatusCode.OK && DateTime.UtcNow < until;)
            await Task.Delay(100);
        await stop.CancelAsync();
        Assert.True(await walking > 3);

        var seen = new HashSet<string>();
        for (var step = 1; step <= First + More; step++)
            seen.Add((await visitor.GetStringAsync($"/en/random/1000077/{step}")).Split("/en/shirts/")[1].Split('/')[0]);
        Assert.Equal(Enumerable.Range(1, First + More), seen.Select(static number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).Order());

        async Task<HttpStatusCode> StepAsync(int step) => (await visitor.GetAsync(new Uri($"/en/random/5/{step}", UriKind.Relative))).StatusCode;
    }

    private async Task<int> CreateAsync(string pictures)
    {
        var made = await InProcess.RunAsync("gallery", "create", Path.Combine(folder.Path, "gallery"), "--pictures", Path.Combine(folder.Path, pictures), "--json");
        Assert.True(made.ExitCode == ExitCode.Done, made.Error);
        return made.Json.GetProperty("taken").GetInt32();
    }
}
