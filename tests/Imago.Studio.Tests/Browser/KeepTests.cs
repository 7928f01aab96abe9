using Imago.Imaging;
using Imago.Studio.Keeps;
using Imago.Studio.Tests.Keeps;
using Microsoft.Playwright;

namespace Imago.Studio.Tests.Browser;

public sealed class KeepTests(Chromium chromium, Portraits portraits) : StudioTest(chromium), IClassFixture<Portraits>
{
    private KeepShelf _shelf = null!;

    public override async Task InitializeAsync()
    {
        _shelf = KeptPictures.Three(InWorkspace(""), portraits.Renderer);
        await base.InitializeAsync();
    }

    [Fact]
    public async Task The_wall_is_searched_by_name_and_sieved_by_tag()
    {
        var page = await OpenAsync("/keeps");
        await Assertions.Expect(page.Locator(".pearl .name")).ToHaveTextAsync(["Carl & Söhne", "Berta", "Anna"]);
        // Side by side, each with its name below it.
        Assert.Equal(1, await page.Locator(".pearl").EvaluateAllAsync<int>("all => new Set(all.map(one => Math.round(one.getBoundingClientRect().top))).size"));
        Assert.True(await page.Locator(".pearl").First.EvaluateAsync<bool>("one => one.querySelector('.name').getBoundingClientRect().bottom <= one.getBoundingClientRect().bottom + 1"));
        await page.GetByLabel("Search").FillAsync("ber");
        await Assertions.Expect(page.Locator(".pearl .name")).ToHaveTextAsync(["Berta"]);
        await page.GetByLabel("Search").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "blue" }).ClickAsync();
        await Assertions.Expect(page.Locator(".pearl .name")).ToHaveTextAsync(["Anna"]);
        Assert.True(await page.Locator(".pearl img").EvaluateAsync<bool>("async image => { await image.decode(); return image.naturalWidth > 0; }"));
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task One_is_seen_large_and_the_keyboard_leads_to_its_neighbours_and_back_to_where_one_was()
    {
        var page = await OpenAsync("/keeps");
        await page.Locator(".pearl", new() { HasText = "Carl" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Carl & Söhne" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        var berta = page.GetByRole(AriaRole.Dialog, new() { Name = "Berta" });
        await Assertions.Expect(berta).ToBeVisibleAsync();
        Assert.Contains("open=Berta", page.Url, StringComparison.Ordinal);
        await Assertions.Expect(berta.GetByRole(AriaRole.Link, new() { Name = "explorer" })).ToHaveAttributeAsync("href", "/explore?network=bundled&seed=2");
        Assert.Empty(await SeriousViolationsAsync(page));
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(":focus")).ToContainTextAsync("Carl");
    }

    [Fact]
    public async Task Name_and_tags_are_changed_and_arrows_within_a_field_stay_there()
    {
        var page = await OpenAsync("/keeps?open=Berta");
        var name = page.GetByLabel("Name", new() { Exact = true });
        await name.FillAsync("Bertha");
        await name.PressAsync("ArrowRight");
        await page.GetByLabel("Tags", new() { Exact = true }).FillAsync("Öl, grün，öl");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        var kept = _shelf.Find("Berta");
        Assert.Equal("Bertha", kept.Name);
        Assert.Equal(["Öl", "grün"], kept.Tags);
        await name.FillAsync("///");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice.bad")).ToContainTextAsync("needs a letter");
        Assert.Equal("Bertha", _shelf.Find("Berta").Name);
    }

    [Fact]
    public async Task The_picture_is_downloaded_in_full_size_and_the_latent_as_it_is()
    {
        var page = await OpenAsync($"/keeps?open={Uri.EscapeDataString("Carl - Söhne")}");
        var (picture, latent) = (await DownloadAsync("Picture (PNG)"), await DownloadAsync("Latent"));
        Assert.Equal(("Carl - Söhne.png", "Carl - Söhne.safetensors"), (picture.SuggestedFilename, latent.SuggestedFilename));
        Assert.Equal(128, PictureReader.Probe(await picture.PathAsync()).Width);
        Assert.Equal(await File.ReadAllBytesAsync(_shelf.Find("Carl - Söhne").LatentFile!), await File.ReadAllBytesAsync(await latent.PathAsync()));

        Task<IDownload> DownloadAsync(string name) => page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync());
    }

    [Fact]
    public async Task What_is_removed_comes_back_when_that_is_asked_for()
    {
        var page = await OpenAsync("/keeps?open=Anna");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(page.Locator(".pearl")).ToHaveCountAsync(2);
        Assert.Equal(2, _shelf.All().Count);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.Locator(".pearl")).ToHaveCountAsync(3);
        Assert.NotNull(_shelf.Find("Anna").LatentFile);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    [InlineData(2560)]
    public async Task The_wall_fits_every_width_and_hurts_nobody(int width)
    {
        var page = await OpenAsync("/keeps", width, scheme: width == 1280 ? ColorScheme.Dark : ColorScheme.Light);
        await page.GetByLabel("in a film Anna").CheckAsync();
        await page.GetByLabel("in a film Berta").CheckAsync();
        await page.GetByText("Name, length, way and kind").ClickAsync();
        await Assertions.Expect(page.GetByLabel("Seconds")).ToBeVisibleAsync();
        Assert.Empty(await SeriousViolationsAsync(page));
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
    }
}
