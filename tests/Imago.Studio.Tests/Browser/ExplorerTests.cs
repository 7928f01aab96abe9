using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Imago.Imaging;
using Imago.Latent;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;
using Microsoft.Playwright;

namespace Imago.Studio.Tests.Browser;

public sealed class ExplorerTests(Chromium chromium) : StudioTest(chromium)
{
    private HttpClient Client() => new() { BaseAddress = new Uri(Studio.Address) };

    private static Uri Relative(string address) => new(address, UriKind.Relative);

    private async Task<byte[]> PictureAsync(string address)
    {
        using var client = Client();
        return await client.GetByteArrayAsync(Relative(address));
    }

    private static async Task<string> WantedAsync(IPage page, string picture = "#centre") => (await page.Locator(picture).GetAttributeAsync("data-want"))!;

    [Fact]
    public async Task A_neighbour_becomes_the_centre_and_the_browsers_back_button_leads_back()
    {
        var page = await OpenAsync("/explore?at=85");
        await WholeAsync(page);
        await page.Locator(".wall .tile").Nth(1).PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("at=85~2@0.3$"));
        await WholeAsync(page);
        await page.Locator(".wall .tile").Nth(8).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("at=85~2@0.3~8@0.3$"));
        await Assertions.Expect(page.Locator(".trail li")).ToHaveCountAsync(3);
        await page.GoBackAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("at=85~2@0.3$"));
        await Assertions.Expect(page.Locator("#centre")).ToHaveAttributeAsync("data-want", "/pictures?at=85~2@0.3");
        // The way ahead stays in sight.
        await Assertions.Expect(page.Locator(".trail li")).ToHaveCountAsync(3);
        await page.Locator(".trail button").First.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("at=85$"));
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task The_address_reproduces_the_view_byte_for_byte_in_another_browser()
    {
        var page = await OpenAsync("/explore");
        await page.Locator("#seed").FillAsync("7");
        await page.Locator("#seed").PressAsync("Enter");
        await SlideAsync(page, "psi", 0.9);
        await SlideAsync(page, "distance", 0.45);
        await page.ArriveAsync("**psi=0.9&distance=0.45");
        await WholeAsync(page);
        var other = await OpenAsync(new Uri(page.Url).PathAndQuery);
        await WholeAsync(other);
        const string Addresses = "() => [...document.querySelectorAll('.wall img.live')].map(one => one.dataset.shown)";
        var (here, there) = (await page.EvaluateAsync<string[]>(Addresses), await other.EvaluateAsync<string[]>(Addresses));
        Assert.Equal(here, there);
        Assert.Equal(9, here.Distinct().Count());
        foreach (var (address, index) in here.Select(static (address, index) => (address, index)))
        {
            const string Pixels = "index => { const [image, canvas] = [document.querySelectorAll('.wall img.live')[index], document.createElement('canvas')]; [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight]; canvas.getContext('2d').drawImage(image, 0, 0); return canvas.toDataURL(); }";
            Assert.Equal(await page.EvaluateAsync<string>(Pixels, index), await other.EvaluateAsync<string>(Pixels, index));
            Assert.Equal(await PictureAsync(address), await PictureAsync(address));
        }
    }

    [Fact]
    public async Task A_picture_is_a_pure_function_of_its_address_and_is_not_sent_twice()
    {
        using var client = Client();
        var first = await client.GetAsync(Relative("/pictures?at=85~4@0.3"));
        Assert.Equal("image/jpeg", first.Content.Headers.ContentType!.MediaType);
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await PictureAsync("/pictures?at=85~4@0.3"));
        using var again = new HttpRequestMessage(HttpMethod.Get, Relative("/pictures?at=85~4@0.3"));
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again)).StatusCode);
        using var coarse = new HttpRequestMessage(HttpMethod.Get, Relative("/pictures?at=85~4@0.3&coarse=1"));
        coarse.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        var small = await client.SendAsync(coarse);
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
        Assert.True((await small.Content.ReadAsByteArrayAsync()).Length < (await first.Content.ReadAsByteArrayAsync()).Length);
    }

    [Theory]
    [InlineData("at=8x5", "expected a seed")]
    [InlineData("at=1&class=3", "trained without labels")]
    [InlineData("at=keep:none", "no kept picture none")]
    [InlineData("at=1&network=networks/../../secret.pkl", "not in networks")]
    [InlineData("at=1&network=nothing", "names no network")]
    [InlineData("at=1&mix=2&mix-layers=99", "0 to")]
    [InlineData("at=1&directions=../x&moves=0:1", "is not in")]
    [InlineData("at=1&units=b4.conv9/all:0", "no layer 'b4.conv9'")]
    [InlineData("at=1&units=b4.conv1/9999:0", "no unit 9999")]
    [InlineData("at=1&cutoff=50", "cutoff is 50")]
    public async Task What_cannot_be_made_is_answered_in_a_sentence(string query, string expected)
    {
        using var client = Client();
        var answer = await client.GetAsync(Relative("/pictures?" + query));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(expected, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_centre_is_taken_away_as_a_picture_and_as_a_latent_that_gives_it_again()
    {
        var page = await OpenAsync("/explore?at=85~4@0.3&psi=0.5");
        var png = await page.RunAndWaitForDownloadAsync(() => page.GetByText("Picture (PNG)").ClickAsync());
        Assert.Equal("imago-85-4-0.3.png", png.SuggestedFilename);
        Assert.Equal([0x89, (byte)'P'], (await File.ReadAllBytesAsync(await png.PathAsync())).Take(2));
        var latent = await page.RunAndWaitForDownloadAsync(() => page.GetByText("Latent", new() { Exact = true }).ClickAsync());
        using var renderer = new Renderer(NetworkFile.Read(Some.BundledNetwork, NetworkParts.Generator));
        var read = Assert.Single(LatentFile.Read(await latent.PathAsync(), renderer.Generator));
        Assert.Equal(LatentSpace.W, read.Space);
        File.Copy(await latent.PathAsync(), InWorkspace("keeps/mine.safetensors"));
        File.Copy(await png.PathAsync(), InWorkspace("keeps/mine.png"));
        Assert.Equal(await PictureAsync("/pictures?at=85~4@0.3&psi=0.5&download=png"), await PictureAsync("/pictures?at=keep:mine&psi=1&download=png"));
    }

    [Fact]
    public async Task A_picture_is_kept_and_opened_as_a_point()
    {
        var page = await OpenAsync("/explore?at=85");
        await page.Locator("#keep-name").FillAsync("red hat");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
        await page.GetByText("Open it as a point").ClickAsync();
        await page.ArriveAsync("**at=keep:red%20hat");
        await Assertions.Expect(page.Locator("#centre")).ToHaveAttributeAsync("data-want", "/pictures?at=keep:red%20hat");
        await WholeAsync(page);
        Assert.All([".png", ".safetensors", ".json"], ending => Assert.True(File.Exists(InWorkspace("keeps/red hat" + ending))));
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task Held_pictures_play_the_walk_between_them_and_become_a_film()
    {
        var page = await OpenAsync("/explore?at=85&held=1;2");
        await page.Locator("#seconds").FillAsync("4");
        var play = page.GetByText("Play the walk");
        await play.ClickAsync();
        await page.WaitForFunctionAsync("() => Number(document.querySelector('[data-target=\"#walk\"]').dataset.shownFrames ?? 0) >= 5 && document.querySelector('[data-target=\"#walk\"]').getAttribute('aria-pressed') === 'false'");
        await page.GetByText("Film of this walk").ClickAsync();
        await page.GetByText("The film is being made").WaitForAsync();
        await page.GetByText("See the work").ClickAsync();
        await page.Locator(".state.done").WaitForAsync(new() { Timeout = 60_000 });
        Assert.Single(Directory.GetFiles(InWorkspace("films"), "walk-*.mp4"));
        Assert.Single(Directory.GetFiles(InWorkspace("films"), "walk-*.safetensors"));
        Assert.Empty(ConsoleErrors);
    }

    [Theory]
    [InlineData("Film of this walk", "at=1")]
    [InlineData("Film of the death", "at=85")]
    public async Task A_film_begins_with_the_picture_that_the_explorer_shows(string film, string first)
    {
        const string Look = "&psi=0.6&noise=random&noise-seed=5&mix=1234&mix-layers=coarse&directions=networks/two.directions.safetensors&moves=1:1.5&units=b8.conv1/all:0.5,b8.conv1/3:0,b16.conv0/7:-1";
        await CommandAsync("directions", "find", "--count", "2", "--samples", "100", "--output", InWorkspace("networks/two.directions.safetensors"));
        var page = await OpenAsync($"/explore?at=85&held=1;2&wall=1{Look}{(film.Contains("death", StringComparison.Ordinal) ? "" : "&death=random:3:0.02")}");
        await page.GetByRole(AriaRole.Button, new() { Name = film }).ClickAsync();
        await page.GetByText("The film is being made").WaitForAsync();
        var folder = Assert.Single(Directory.EnumerateDirectories(InWorkspace(".studio/jobs")));
        using var job = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "job.json")));
        List<string> words = [.. job.RootElement.GetProperty("Arguments").EnumerateArray().Select(static one => one.GetString()!)];
        (words[words.IndexOf("--output") + 1], words[words.IndexOf("--seconds") + 1]) = (At("frames/"), "0.1");
        await CommandAsync([.. words]);
        var shown = PictureReader.Decode(await PictureAsync($"/pictures?{first}{Look}{(film.Contains("death", StringComparison.Ordinal) ? "" : "&death=random:3:0.02")}&download=png"));
        Assert.Equal(shown.Pixels, PictureReader.Decode(At("frames/frame000000.png")).Pixels);
        Assert.NotEqual(shown.Pixels, PictureReader.Decode(await PictureAsync($"/pictures?{first}&psi=0.6&download=png")).Pixels);
    }

    [Fact]
    public async Task Styles_are_mixed_in_and_a_layer_is_switched_off_and_the_death_is_played()
    {
        var page = await OpenAsync("/explore?at=85&wall=1");
        await page.Locator("#mix").FillAsync("1234");
        await page.Locator("#mix").PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "coarse", Exact = true }).ClickAsync();
        await page.ArriveAsync("**mix=1234&mix-layers=coarse");
        await page.GetByText("Units (0)").ClickAsync();
        await page.GetByLabel("Switch off layer b8.conv1").CheckAsync();
        await page.ArriveAsync("**units=b8.conv1/all:0");
        await WholeAsync(page);
        var (plain, mixed, off) = (await PictureAsync("/pictures?at=85"), await PictureAsync("/pictures?at=85&mix=1234&mix-layers=coarse"), await PictureAsync(await WantedAsync(page)));
        Assert.NotEqual(plain, mixed);
        Assert.NotEqual(mixed, off);
        await page.GetByText("Play the death").ClickAsync();
        await page.WaitForFunctionAsync("() => Number(document.querySelector('[data-target=\"#centre\"]').dataset.shownFrames ?? 0) >= 5");
        await page.Locator("[data-target='#centre']").ClickAsync();
        await WholeAsync(page);
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task Directions_are_found_and_move_the_picture()
    {
        var page = await OpenAsync("/explore?at=85&wall=1");
        await page.GetByText("Find directions").ClickAsync();
        await page.Locator("#directions option").Nth(1).WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });
        await page.Locator("#directions").SelectOptionAsync("networks/portraits-sefa.directions.safetensors");
        await page.Locator("#direction-0").WaitForAsync();
        await SlideAsync(page, "direction-0", 2.5);
        await page.ArriveAsync("**moves=0:2.5");
        await WholeAsync(page);
        Assert.NotEqual(await PictureAsync("/pictures?at=85"), await PictureAsync(await WantedAsync(page)));
        // Directions are no network.
        await Assertions.Expect(page.Locator("#network option")).ToHaveCountAsync(1);
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task A_network_whose_file_is_deleted_while_it_is_open_goes_on_and_the_page_says_so()
    {
        var file = InWorkspace("networks/mine.safetensors");
        File.Copy(Some.BundledNetwork, file);
        var page = await OpenAsync("/explore?network=networks/mine.safetensors&at=85");
        await WholeAsync(page);
        File.Delete(file);
        await page.GetByText("The file of this network is gone").WaitForAsync();
        await page.GetByText("Somewhere else").ClickAsync();
        await WholeAsync(page);
        // Whoever comes later is told what to do.
        await Studio.DisposeAsync();
        await InitializeAsync();
        var later = await OpenAsync("/explore?network=networks/mine.safetensors&at=85");
        await later.GetByText("choose another one").WaitForAsync();
    }

    [Fact]
    public async Task A_drag_shows_how_it_goes_and_ends_at_the_newest()
    {
        var page = await OpenAsync("/explore?at=85");
        await WholeAsync(page);
        var shown = await page.EvaluateAsync<string[]>("""
            async () => {
              const [slider, centre, shown] = [document.getElementById("psi"), document.getElementById("centre"), []];
              new MutationObserver(() => shown.push(centre.dataset.shown)).observe(centre, { attributes: true, attributeFilter: ["data-shown"] });
              for (let i = 0; i < 60; i++) {
                slider.value = String(i / 60);
                slider.dispatchEvent(new Event("input", { bubbles: true }));
                await new Promise(wait => setTimeout(wait, 16));
              }
              slider.dispatchEvent(new Event("change", { bubbles: true }));
              const until = performance.now() + 10000;
              while (!shown.at(-1)?.includes("psi=0.98") && performance.now() < until) await new Promise(wait => setTimeout(wait, 20));
              return shown;
            }
            """);
        Assert.True(shown.Length >= 8, $"a drag of a second showed {shown.Length} pictures, expected 8 or more");
        Assert.Contains("psi=0.98", shown[^1], StringComparison.Ordinal);
    }
}
