using System.Security.Cryptography;
using Imago.Latent;
using Imago.Networks.Formats;
using Imago.Studio.Work;
using Imago.Studio.Workspaces;
using Imago.Training.Data.Import;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imago.Studio.Tests.Browser;

#pragma warning disable CA1001 // xunit calls DisposeAsync.
public sealed class FullDiskTests(Chromium chromium) : StudioTest(chromium)
#pragma warning restore CA1001
{
    // A snapshot of the network below, its state counted, has about 2 MB; all networks are kept, and two states.
    private const int Megabytes = 48, Ballast = 36_000_000;

    private readonly LocatorAssertionsToHaveTextOptions _patient = new() { Timeout = 120_000 };
    private SmallDisk? _disk;

    public override async Task InitializeAsync()
    {
        if (SmallDisk.Missing is null)
            _disk = new SmallDisk(InWorkspace(""), Megabytes);
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        // The disk goes between the studio, which needs it, and the folder, which cannot go before it.
        await Studio.DisposeAsync();
        _disk?.Dispose();
        await base.DisposeAsync();
    }

    [SmallDiskFact]
    public async Task A_training_and_a_packing_that_fill_the_disk_say_so_lose_nothing_and_go_on_when_there_is_room()
    {
        PaintedDataset.Paint(new() { Dest = InWorkspace("datasets/faces.zip"), Count = 40, Resolution = 16 });
        var before = Hash(InWorkspace("datasets/faces.zip"));
        await File.WriteAllBytesAsync(InWorkspace("films/ballast.mp4"), new byte[Ballast]);
        var workspace = new Workspace(InWorkspace(""));
        var jobs = new Jobs(workspace, new ImagoProgram(Options()));
        jobs.Start("train", "faces", ["train", "--data", "datasets/faces.zip", "--cbase", "128", "--cmax", "8", "--map-depth", "1", "--batch", "8", "--kimg", "0.4", "--tick", "0.04", "--snap", "1", "--threads", "1", "--outdir", "runs"]);
        var page = await OpenAsync("/work");
        await Expect(page.Locator(".job .state")).ToHaveTextAsync("failed", _patient);
        await Expect(page.Locator(".job .notice.bad")).ToContainTextAsync("The disk is full, or nearly so: 0.0");
        Assert.Empty(await SeriousViolationsAsync(page));

        // Its own page says why and what to do, and everything that was complete is whole.
        var run = Assert.Single(Directory.GetDirectories(workspace.Runs));
        await page.GotoAsync($"/training/{Path.GetFileName(run)}");
        await AliveAsync(page);
        await Expect(page.Locator(".run-title .state")).ToHaveTextAsync("failed", _patient);
        await Expect(page.Locator(".notice.bad").First).ToContainTextAsync("the disk is full");
        await Expect(page.GetByText("The disk is nearly full.")).ToBeVisibleAsync();
        Assert.Equal(before, Hash(InWorkspace("datasets/faces.zip")));
        var networks = Directory.GetFiles(run, "network-*.safetensors");
        Assert.NotEmpty(networks);
        foreach (var network in networks)
            Assert.Empty(NetworkReport.Of(network).NotFinite);
        Assert.Empty(Directory.EnumerateFiles(run, "*.tmp", new EnumerationOptions { AttributesToSkip = 0 }));

        // A packing sees beforehand that there is no room for it.
        var packing = jobs.Start("pack", "large.zip", ["dataset", "pack", "--source", "datasets/faces.zip", "--dest", "datasets/large.zip", "--resolution", "1024"]);
        await page.GotoAsync("/work");
        await AliveAsync(page);
        var card = page.Locator(".job", new() { HasText = "large.zip" });
        await Expect(card.Locator(".state")).ToHaveTextAsync("failed", _patient);
        await Expect(card.Locator(".says")).ToContainTextAsync("free some space");
        Assert.Equal(["faces.zip"], Directory.EnumerateFiles(workspace.Datasets).Select(Path.GetFileName));

        // With room it goes on from where it was, to the end.
        File.Delete(InWorkspace("films/ballast.mp4"));
        await page.GotoAsync($"/training/{Path.GetFileName(run)}");
        await AliveAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(page.Locator(".run-title .state")).ToHaveTextAsync("finished", _patient);
        Assert.All(networks, static network => Assert.True(File.Exists(network)));
        Assert.True(File.Exists(Path.Combine(run, "network-000000.400.safetensors")));
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
