using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Imago.Studio.Tests.Datasets;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imago.Studio.Tests.Browser;

public sealed partial class DatasetTests(Chromium chromium) : StudioTest(chromium)
{
    private static readonly LocatorAssertionsToHaveTextOptions s_patient = new() { Timeout = 60_000 };

    [Fact]
    public async Task A_folder_of_pictures_becomes_a_data_set()
    {
        var page = await OpenAsync("/datasets");
        await page.Locator("input[name=folder]").SetInputFilesAsync(SomePictures.Folder(At("faces"), 60));

        // What is in it
        await page.ArriveAsync("**/datasets/pictures/faces");
        await Expect(Figure(page, "usable pictures")).ToHaveTextAsync("60", s_patient);
        await Expect(Figure(page, "refused")).ToHaveTextAsync("2");
        await Expect(page.Locator(".refusals summary")).ToHaveCountAsync(2);
        await page.Locator(".refusals summary").First.ClickAsync();
        await Expect(page.Locator(".refusals details[open] li").First).ToHaveTextAsync(TheBroken());
        await Expect(page.Locator(".bars").Nth(1)).ToContainTextAsync("2:1");
        await LoadedAsync(page.Locator("img.sheet"));

        // How it will be
        await Expect(page.Locator(".preview-grid img")).ToHaveCountAsync(12);
        var cropped = await PreviewAsync(page, "center-crop");
        await page.GetByLabel("Crop").SelectOptionAsync("pad");
        var padded = await PreviewAsync(page, "pad");
        // Every third picture is wide: they get a rim, the square ones stay as they are.
        Assert.InRange(cropped.Zip(padded).Count(static pair => pair.First != pair.Second), 2, 8);
        await page.GetByLabel("Resolution").SelectOptionAsync("128");
        await Expect(page.GetByText("128 px is more than half of the pictures have")).ToBeVisibleAsync();
        await page.GetByLabel("Resolution").SelectOptionAsync("32");
        await LoadedAsync(page.Locator(".preview-grid img").First, 32);
        Assert.Empty(await SeriousViolationsAsync(page));

        // Packed
        await page.GetByLabel("Name of the data set").FillAsync("my faces");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pack 60 pictures" }).ClickAsync();
        await Expect(page.Locator(".job .state")).ToHaveTextAsync("done", s_patient);
        await page.GetByRole(AriaRole.Link, new() { Name = "Look at it" }).ClickAsync();
        var card = page.Locator("li.card", new() { HasText = "my faces.zip" });
        await Expect(card).ToContainTextAsync("60 pictures · 32 × 32 · colour", new() { Timeout = 30_000 });
        await LoadedAsync(card.Locator("img"));
        await Expect(card.GetByRole(AriaRole.Link, new() { Name = "Train with it" })).ToHaveAttributeAsync("href", "/training/new?data=datasets%2Fmy%20faces.zip");
        Assert.Empty(await SeriousViolationsAsync(page));
        var download = await page.RunAndWaitForDownloadAsync(() => card.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        using (var zip = await ZipFile.OpenReadAsync(await download.PathAsync()))
            Assert.Equal(60, zip.Entries.Count(static one => one.Name.EndsWith(".png", StringComparison.Ordinal)));

        // The same folder again: nothing is sent.
        var sent = Sent(page);
        await page.Locator("input[name=folder]").SetInputFilesAsync(At("faces"));
        await page.ArriveAsync("**/datasets/pictures/faces");
        Assert.Empty(sent);

        // The copies are not needed any more; they go to the trash, and come back.
        await Expect(page.Locator(".job .state")).ToHaveTextAsync("done", s_patient);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the copies" }).ClickAsync();
        await page.ArriveAsync("**/datasets");
        Assert.Empty(Directory.EnumerateDirectories(InWorkspace(".studio/uploads")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Bring faces back" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove faces", Exact = true })).ToBeVisibleAsync();
        Assert.Equal(62, Directory.EnumerateFiles(InWorkspace(".studio/uploads/faces/pictures"), "*", SearchOption.AllDirectories).Count());
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task Pictures_that_are_there_twice_are_told_and_packed_only_if_one_likes()
    {
        SomePictures.Folder(InWorkspace(".studio/uploads/faces/pictures"), 12);
        File.Copy(InWorkspace(".studio/uploads/faces/pictures/portrait002.png"), InWorkspace(".studio/uploads/faces/pictures/my favourite.png"));
        var page = await OpenAsync("/datasets/pictures/faces");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look through them" }).ClickAsync();
        await Expect(page.Locator(".figures div", new() { HasText = "duplicates" })).ToContainTextAsync("1", new() { Timeout = 60_000 });
        await page.GetByText("Which they are").ClickAsync();
        await Expect(page.GetByText("portrait002.png = my favourite.png")).ToBeVisibleAsync();
        await page.GetByLabel("Leave out the duplicates (1)").UncheckAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pack 13 pictures" })).ToBeVisibleAsync();
        await page.GetByLabel("Leave out the duplicates (1)").CheckAsync();
        Assert.Empty(await SeriousViolationsAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Pack 12 pictures" }).ClickAsync();
        await Expect(page.Locator(".job .state")).ToHaveTextAsync("done", s_patient);
        using var zip = await ZipFile.OpenReadAsync(InWorkspace("datasets/faces.zip"));
        Assert.Equal(12, zip.Entries.Count(static one => one.Name.EndsWith(".png", StringComparison.Ordinal)));
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task A_zip_whose_way_is_cut_off_goes_on_at_the_byte_where_it_stopped()
    {
        const int size = 24_000_000;
        var file = SomePictures.RandomFile(At("photos.zip"), size);
        var page = await OpenAsync("/datasets");
        var network = await page.Context.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        await network.SendAsync("Network.emulateNetworkConditions", new() { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = 4_000_000 });
        await page.Locator("input[name=files]").SetInputFilesAsync(file);
        var incoming = InWorkspace(".studio/uploads/photos/incoming");
        await UntilAsync(() => Directory.Exists(incoming) && Directory.EnumerateFiles(incoming).Any(static part => new FileInfo(part).Length > 2_000_000));
        await page.CloseAsync();

        page = await OpenAsync("/datasets");
        var sent = Sent(page);
        await page.Locator("input[name=files]").SetInputFilesAsync(file);
        await page.ArriveAsync("**/datasets/pictures/photos");
        Assert.InRange(Offset(sent[0]), 2_000_000, size - 1);
        Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(InWorkspace(".studio/uploads/photos/pictures/photos.zip")));
        Assert.Empty(Directory.EnumerateFiles(incoming));
    }

    [Fact]
    public async Task While_the_studio_is_away_the_page_waits_and_then_goes_on()
    {
        const int size = 40_000_000;
        var file = SomePictures.RandomFile(At("photos.zip"), size);
        var page = await OpenAsync("/datasets");
        var network = await page.Context.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        await network.SendAsync("Network.emulateNetworkConditions", new() { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = 8_000_000 });
        var sent = Sent(page);
        await page.Locator("input[name=files]").SetInputFilesAsync(file);
        await UntilAsync(() => sent.Count >= 2);
        var port = new Uri(Studio.Address).Port;
        await Studio.DisposeAsync();
        await Expect(page.Locator(".upload-says")).ToContainTextAsync("The studio does not answer");
        await using var again = await StudioHost.StartAsync(Options() with { Port = port });
        var goal = InWorkspace(".studio/uploads/photos/pictures/photos.zip");
        await UntilAsync(() => File.Exists(goal));
        Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(goal));
        Assert.Single(sent, static address => Offset(address) == 0);
    }

    [Fact]
    public async Task When_the_disk_is_full_the_page_says_so_and_goes_on_when_asked()
    {
        var page = await OpenAsync("/datasets");
        await page.RouteAsync("**/file?path=portrait004*", route => route.FulfillAsync(new() { Status = 507, ContentType = "text/plain", Body = "The disk is full: free some space and go on." }));
        await page.Locator("input[name=folder]").SetInputFilesAsync(SomePictures.Folder(At("faces"), 6));
        await Expect(page.Locator(".upload-says")).ToHaveTextAsync("The disk is full: free some space and go on.");
        Assert.Empty(await SeriousViolationsAsync(page));
        await page.UnrouteAllAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await page.ArriveAsync("**/datasets/pictures/faces");
        Assert.Equal(8, Directory.EnumerateFiles(InWorkspace(".studio/uploads/faces/pictures"), "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public async Task What_is_dropped_comes_and_what_cannot_come_is_listed()
    {
        var page = await OpenAsync("/datasets");
        await page.GetByLabel("Name (if you like)").FillAsync("dropped");
        await page.EvaluateAsync("""
            () => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(500)], "a.png"));
                data.items.add(new File([new Uint8Array(500)], "back\\slash.png"));
                data.items.add(new File([new Uint8Array(5)], ".DS_Store"));
                document.querySelector("imago-upload").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """);
        await Expect(page.Locator(".upload-refused summary")).ToHaveTextAsync("Could not come: 1");
        await page.Locator(".upload-refused summary").ClickAsync();
        await Expect(page.Locator(".upload-refused li")).ToContainTextAsync("cannot be the name of a picture here");
        await page.GetByRole(AriaRole.Link, new() { Name = "Look at dropped" }).ClickAsync();
        await Expect(page.Locator(".notice.bad")).ToContainTextAsync("There is no usable picture in it", new() { Timeout = 60_000 });
        Assert.Equal(["a.png"], Directory.EnumerateFiles(InWorkspace(".studio/uploads/dropped/pictures")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_folder_that_is_dropped_comes_with_all_its_subfolders()
    {
        var folder = At("faces");
        foreach (var name in (string[])["a.txt", "deep/er/b.txt", ".hidden/c.txt"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            await File.WriteAllTextAsync(Path.Combine(folder, name), name);
        }
        // More than a browser tells of at a time.
        for (var number = 0; number < 150; number++)
            await File.WriteAllTextAsync(Path.Combine(folder, "deep", $"{number}.txt"), "many");
        var page = await OpenAsync("/datasets");
        var drag = await page.Context.NewCDPSessionAsync(page);
        var box = (await page.Locator("imago-upload .drop").BoundingBoxAsync())!;
        foreach (var type in (string[])["dragEnter", "dragOver", "drop"])
        {
            await drag.SendAsync("Input.dispatchDragEvent", new()
            {
                ["type"] = type, ["x"] = box.X + (box.Width / 2), ["y"] = box.Y + 20,
                ["data"] = new Dictionary<string, object> { ["items"] = Array.Empty<object>(), ["files"] = new[] { folder }, ["dragOperationsMask"] = 1 },
            });
        }
        await page.ArriveAsync("**/datasets/pictures/faces");
        var pictures = InWorkspace(".studio/uploads/faces/pictures");
        Assert.Equal("deep/er/b.txt", await File.ReadAllTextAsync(Path.Combine(pictures, "deep/er/b.txt")));
        Assert.Equal(152, Directory.EnumerateFiles(pictures, "*", SearchOption.AllDirectories).Count());
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task A_data_set_that_was_removed_comes_back()
    {
        await File.WriteAllTextAsync(InWorkspace("datasets/broken.zip"), "no zip");
        var page = await OpenAsync("/datasets");
        await Expect(page.Locator("li.card", new() { HasText = "broken.zip" })).ToContainTextAsync("is no zip, or a damaged one");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove broken.zip" }).ClickAsync();
        await Expect(page.GetByText("broken.zip lies in the trash.")).ToBeVisibleAsync();
        Assert.False(File.Exists(InWorkspace("datasets/broken.zip")));
        Assert.Empty(await SeriousViolationsAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove broken.zip" })).ToBeVisibleAsync();
        Assert.True(File.Exists(InWorkspace("datasets/broken.zip")));

        // Gone for good only when asked for twice.
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove broken.zip" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Empty the trash" }).ClickAsync();
        Assert.Single(Directory.EnumerateDirectories(InWorkspace(".studio/trash")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, delete" }).ClickAsync();
        await Expect(page.GetByText("No data set yet.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Trash" })).ToHaveCountAsync(0);
        Assert.Empty(Directory.EnumerateDirectories(InWorkspace(".studio/trash")));
    }

    [Fact]
    public async Task Other_sites_can_bring_nothing()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Studio.Address) };
        using var body = new ByteArrayContent([1]);
        var answer = await client.PutAsync(new Uri("/datasets/uploads/evil/file?path=a.png&size=1&stamp=1&offset=0", UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(Directory.Exists(InWorkspace(".studio/uploads/evil")));
    }

    private static ILocator Figure(IPage page, string name) => page.Locator(".figures div", new() { Has = page.GetByText(name, new() { Exact = true }) }).Locator("dd");

    // The addresses of all pieces that the page sends.
    private static List<string> Sent(IPage page)
    {
        var sent = new List<string>();
        page.Request += (_, request) =>
        {
            if (request.Method == "PUT")
                sent.Add(request.Url);
        };
        return sent;
    }

    private static long Offset(string address) => long.Parse(OffsetOf().Match(address).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task LoadedAsync(ILocator image, int? width = null) =>
        await image.EvaluateAsync("(image, width) => new Promise((done, fail) => { const look = () => image.complete && image.naturalWidth > 0 && (width === null || image.naturalWidth === width) ? done() : setTimeout(look, 20); look(); setTimeout(() => fail(image.src + ' is ' + image.naturalWidth), 15000); })", width);

    private static async Task<IReadOnlyList<string>> PreviewAsync(IPage page, string transform)
    {
        var pictures = page.Locator($".preview-grid img[src*='transform={transform}&']");
        await Expect(pictures).ToHaveCountAsync(12);
        var pixels = new List<string>();
        foreach (var picture in await pictures.AllAsync())
        {
            await LoadedAsync(picture, 64);
            pixels.Add(await picture.EvaluateAsync<string>("image => { const c = document.createElement('canvas'); c.width = c.height = image.naturalWidth; c.getContext('2d').drawImage(image, 0, 0); return c.toDataURL(); }"));
        }
        return pixels;
    }

    private static async Task UntilAsync(Func<bool> so)
    {
        for (var tries = 0; !so(); tries++)
        {
            Assert.True(tries < 600, "It did not come to pass within 30 seconds.");
            await Task.Delay(50);
        }
    }

    [GeneratedRegex("&offset=([0-9]+)")]
    private static partial Regex OffsetOf();

    [GeneratedRegex("^(cut.png|letter.jpg)$")]
    private static partial Regex TheBroken();
}
