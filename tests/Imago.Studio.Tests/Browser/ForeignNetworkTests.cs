using System.Diagnostics;
using System.Text.RegularExpressions;
using Imago.Imaging;
using Imago.Latent;
using Imago.Networks.Formats;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imago.Studio.Tests.Browser;

/// <summary>Every tool of the explorer on networks that are not Imago's own: one of another program, and one with labels.</summary>
public sealed class ForeignNetworkTests(Chromium chromium) : StudioTest(chromium)
{
    private static readonly LocatorAssertionsToBeVisibleOptions s_done = new() { Timeout = 90_000 };

    [Fact]
    public async Task A_network_of_another_program_goes_through_import_and_every_tool_of_the_explorer()
    {
        // Import
        var page = await OpenAsync("/networks");
        await page.GetByLabel("A file").SetInputFilesAsync(Path.Combine(Some.Repository, "tests/Imago.Reference.Tests/Fixtures/official_cond_16_proto3.pkl"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        var card = page.Locator(".network", new() { HasText = "official_cond_16_proto3" });
        await Expect(card.Locator("img.sheet")).ToBeVisibleAsync(s_done);
        await card.GetByRole(AriaRole.Link, new() { Name = "Explore" }).ClickAsync();
        await page.ArriveAsync("**/explore?network=networks*");
        await AliveAsync(page);

        // The wall, and a neighbour
        await ChangesAsync(page, () => GoAsync(page, "#seed", "85"));
        Assert.Equal(9, await page.Locator(".wall img.live").CountAsync());
        Assert.Equal(16, await page.Locator("#centre").EvaluateAsync<int>("image => image.naturalWidth"));
        await ChangesAsync(page, () => page.Locator(".wall .tile").Nth(1).ClickAsync());
        await page.ArriveAsync(new Regex("at=85~2@0.3"));

        // The classes it was trained with
        await ChangesAsync(page, () => page.Locator("#class").SelectOptionAsync("1"));

        // Two are held, and the walk between them plays
        await page.GetByRole(AriaRole.Button, new() { Name = "Hold this picture" }).ClickAsync();
        await ChangesAsync(page, () => GoAsync(page, "#seed", "7"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Hold this picture" }).ClickAsync();
        await SlideAsync(page, "seconds", 4);
        await PlayedAsync(page, "Play the walk", "#walk");

        // Styles, a direction found on the spot, the switchboard, noise
        await ChangesAsync(page, () => GoAsync(page, "#mix", "1234"));
        await ChangesAsync(page, () => page.GetByRole(AriaRole.Button, new() { Name = "coarse", Exact = true }).ClickAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Find directions" }).ClickAsync();
        await page.Locator("#directions option").Nth(1).WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 90_000 });
        await page.Locator("#directions").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator("#direction-0").WaitForAsync();
        await ChangesAsync(page, () => SlideAsync(page, "direction-0", 3));
        await page.GetByText("Units (0)").ClickAsync();
        await ChangesAsync(page, () => page.GetByLabel("Switch off layer b8.conv1").CheckAsync());
        await page.GetByText("More: cutoff and noise").ClickAsync();
        await ChangesAsync(page, () => page.Locator("#noise").SelectOptionAsync("random"));
        await page.Locator("#noise-seed").FillAsync("9");
        await ChangesAsync(page, () => page.Locator("#noise-seed").BlurAsync());

        // The death
        await ChangesAsync(page, () => SlideAsync(page, "death-share", 0.2));
        await PlayedAsync(page, "Play the death", "#centre", toTheEnd: false);

        // Kept, opened again, and taken away
        await page.Locator("#keep-name").FillAsync("a stranger");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Open it as a point")).ToBeVisibleAsync();
        var png = await page.RunAndWaitForDownloadAsync(() => page.GetByText("Picture (PNG)").ClickAsync());
        Assert.Equal(PictureReader.Decode(InWorkspace("keeps/a stranger.png")).Pixels, PictureReader.Decode(await png.PathAsync()).Pixels);
        var latent = await page.RunAndWaitForDownloadAsync(() => page.GetByText("Latent", new() { Exact = true }).ClickAsync());
        using (var network = NetworkFile.Read(InWorkspace("networks/official_cond_16_proto3.safetensors"), NetworkParts.Generator))
            Assert.Equal(LatentSpace.W, Assert.Single(LatentFile.Read(await latent.PathAsync(), network.Generator)).Space);
        var before = await PixelsAsync(page);
        await page.GetByText("Open it as a point").ClickAsync();
        await page.ArriveAsync(new Regex("at=keep:a%20stranger"));
        await WholeAsync(page);
        Assert.Equal(before, await PixelsAsync(page));
        Assert.Empty(await SeriousViolationsAsync(page));

        // Films
        await page.GetByRole(AriaRole.Button, new() { Name = "Film of this walk" }).ClickAsync();
        await Expect(page.GetByText("The film is being made").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Film of the death" }).ClickAsync();
        await Expect(page.GetByText("The film is being made")).ToHaveCountAsync(2);
        await page.GotoAsync("/films");
        await Expect(page.Locator(".film", new() { HasText = "walk-" })).ToBeVisibleAsync(s_done);
        var death = page.Locator(".film", new() { HasText = "death-" });
        await Expect(death).ToBeVisibleAsync(s_done);
        var film = await page.RunAndWaitForDownloadAsync(() => death.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("20.000000", await DurationAsync(await film.PathAsync()));
        await death.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(death).ToHaveCountAsync(0);
        Assert.All(Directory.EnumerateFiles(InWorkspace("films")).Select(Path.GetFileName), static name => Assert.StartsWith("walk-", name, StringComparison.Ordinal));
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task A_network_trained_with_labels_shows_its_classes_by_name_and_they_change_the_picture()
    {
        var data = Directory.CreateDirectory(At("labelled")).FullName;
        var random = new Random(5);
        for (var i = 0; i < 16; i++)
        {
            var pixels = new byte[16 * 16 * 3];
            random.NextBytes(pixels);
            PictureWriter.Save($"{data}/{i:00}.png", new Picture(16, 16, 3, [.. pixels.Select(value => (byte)((value / 2) + (i % 2 * 127)))]));
        }
        await File.WriteAllTextAsync($"{data}/dataset.json", $$"""{"labels": [{{string.Join(",", Enumerable.Range(0, 16).Select(static i => $"[\"{i:00}.png\", {i % 2}]"))}}], "classes": ["dark", "light"]}""");
        await CommandAsync("train", "--data", data, "--outdir", InWorkspace("runs"), "--cond", "--kimg", "0.064", "--batch", "8", "--cbase", "256", "--cmax", "16", "--threads", "1", "--tick", "0.032", "--snap", "1", "--metric-pictures", "0", "--preview-pictures", "4");
        var page = await OpenAsync("/explore");
        await page.Locator("#network").SelectOptionAsync(new SelectOptionValue { Label = (await page.Locator("#network option").AllTextContentsAsync()).Single(static name => name.Contains("labelled", StringComparison.Ordinal)) });
        await Expect(page).ToHaveURLAsync(new Regex(@"/explore\?network=runs"), new() { Timeout = 30_000 });
        await Expect(page.Locator("#class option")).ToHaveTextAsync(["dark", "light"]);
        await ChangesAsync(page, () => GoAsync(page, "#seed", "85"));
        var shown = new Dictionary<string, byte[]>();
        foreach (var name in (string[])["light", "dark"])
        {
            await ChangesAsync(page, () => page.GetByLabel("Class", new() { Exact = true }).SelectOptionAsync(name));
            var png = await page.RunAndWaitForDownloadAsync(() => page.GetByText("Picture (PNG)").ClickAsync());
            shown[name] = PictureReader.Decode(await png.PathAsync()).Pixels;
            await CommandAsync("generate", "--network", Assert.Single(Directory.GetFiles(InWorkspace("runs"), "network-000000.064.safetensors", SearchOption.AllDirectories)), "--precision", "auto", "--seeds", "85", "--trunc", "0.7", "--class", name, "--outdir", At(name));
            Assert.Equal(PictureReader.Decode(At($"{name}/seed0085.png")).Pixels, shown[name]);
        }
        Assert.NotEqual(shown["dark"], shown["light"]);
        Assert.Empty(ConsoleErrors);
    }

    private static async Task GoAsync(IPage page, string field, string text)
    {
        await page.Locator(field).FillAsync(text);
        await page.Locator(field).PressAsync("Enter");
    }

    /// <summary>Does something, and waits until another picture is wanted in the middle and is there; it must differ.</summary>
    private static async Task ChangesAsync(IPage page, Func<Task> change)
    {
        await WholeAsync(page);
        var (wanted, pixels) = (await WantedAsync(page), await PixelsAsync(page));
        await change();
        await page.WaitForFunctionAsync("before => document.getElementById('centre').dataset.want !== before", wanted);
        await WholeAsync(page);
        Assert.True(pixels != await PixelsAsync(page), $"{await WantedAsync(page)} shows the same picture as {wanted}");
    }

    /// <summary>Plays until five frames were shown, and then to the end, or until it is stopped.</summary>
    private static async Task PlayedAsync(IPage page, string name, string target, bool toTheEnd = true)
    {
        var player = page.Locator($"[data-target='{target}']");
        await page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await page.WaitForFunctionAsync("target => Number(document.querySelector(`[data-target='${target}']`).dataset.shownFrames ?? 0) >= 5", target);
        if (!toTheEnd)
            await player.ClickAsync();
        await Expect(player).ToHaveAttributeAsync("aria-pressed", "false");
        await WholeAsync(page);
    }

    private static async Task<string> WantedAsync(IPage page) => (await page.Locator("#centre").GetAttributeAsync("data-want"))!;

    private static Task<string> PixelsAsync(IPage page) => page.Locator("#centre").EvaluateAsync<string>(
        "image => { const canvas = document.createElement('canvas'); [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight]; canvas.getContext('2d').drawImage(image, 0, 0); return canvas.toDataURL(); }");

    /// <summary>What ffprobe says of a film's length.</summary>
    private static async Task<string> DurationAsync(string film)
    {
        using var ffprobe = Process.Start(new ProcessStartInfo("ffprobe", ["-v", "error", "-show_entries", "stream=duration", "-of", "csv=p=0", film]) { RedirectStandardOutput = true })!;
        return (await ffprobe.StandardOutput.ReadToEndAsync()).Trim();
    }
}
