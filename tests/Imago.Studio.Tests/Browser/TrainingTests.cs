using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Imago.Studio.Tests.Training;
using Imago.Training.Run;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imago.Studio.Tests.Browser;

public sealed partial class TrainingTests(Chromium chromium) : StudioTest(chromium)
{
    private const int Slow = 60_000;

    private string Runs => InWorkspace("runs");

    /// <summary>What a test that failed has left training ends too.</summary>
    public override async Task DisposeAsync()
    {
        foreach (var folder in Directory.Exists(Runs) ? Directory.GetDirectories(Runs) : [])
        {
            if (File.Exists(Path.Combine(folder, "options.json")) && RunFolder.Open(folder).Folder is var run && run.IsClaimed() && run.LastClaim() is { } claim)
            {
                using var process = Process.GetProcessById(claim.Pid);
                process.Kill();
                await process.WaitForExitAsync();
            }
        }
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_training_is_begun_watched_paused_continued_killed_continued_and_branched_from()
    {
        Paint();
        var page = await OpenAsync("/training/new?data=datasets%2Ffaces.zip");
        await Expect(page.GetByLabel("Data set")).ToHaveValueAsync("datasets/faces.zip");
        await ChooseSmallAsync(page);
        await page.GetByLabel("Length", new() { Exact = true }).FillAsync("50");
        await page.GetByLabel("Length", new() { Exact = true }).BlurAsync();
        await Expect(page.Locator(".estimate")).ToContainTextAsync("60 pictures of 16 × 16, 8 in a step", new() { Timeout = Slow });
        Assert.Empty(await SeriousViolationsAsync(page));

        // Twice: there is one run all the same.
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin training" }).DblClickAsync();
        await page.ArriveAsync("**/training/00000-*", Slow);
        var name = Path.GetFileName(Assert.Single(Directory.GetDirectories(Runs)));
        await StateAsync(page, "training");

        // It is watched: curves, grids, a slider.
        await Expect(page.Locator(".plot[data-drawn]").First).ToHaveAttributeAsync("data-drawn", TwoOrMore(), new() { Timeout = Slow });
        await Expect(page.Locator(".curve canvas")).ToHaveCountAsync(5);
        var slider = page.Locator("#grid-at");
        await Expect(slider).ToHaveAttributeAsync("max", OneOrMore(), new() { Timeout = Slow });
        await slider.PressAsync("Home");
        await Expect(page.Locator(".grids figcaption").First).ToHaveTextAsync("Generated at 0 kimg");
        Assert.True(await page.Locator(".grids img").First.EvaluateAsync<bool>("async picture => { await picture.decode(); return picture.naturalWidth > 0; }"));
        await slider.PressAsync("ArrowRight");
        await Expect(page.Locator(".grids figcaption").First).Not.ToHaveTextAsync("Generated at 0 kimg");
        await Expect(page.GetByText("There are few pictures.")).ToBeVisibleAsync();
        Assert.Empty(await SeriousViolationsAsync(page));

        // Paused, by a button that is pressed again and again: the snapshot is written.
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).EvaluateAsync("button => { for (let i = 0; i < 5; i++) button.click(); }");
        await StateAsync(page, "paused");
        var paused = Snapshots(name)[0];
        Assert.Contains("snapshot", File.ReadLines(Path.Combine(Runs, name, "log.txt")).Last(static line => !line.StartsWith("SWD", StringComparison.Ordinal)), StringComparison.Ordinal);

        // Continued, also with impatience, and killed.
        await ContinueAsync(page);
        await ExpectNewLineAsync(name, paused);
        using (var process = Process.GetProcessById(Claim(name).Pid))
            process.Kill();
        await StateAsync(page, "died");
        await Expect(page.GetByText("The process ended without a word")).ToBeVisibleAsync();
        Assert.Empty(await SeriousViolationsAsync(page));
        await ContinueAsync(page);
        await ExpectNewLineAsync(name, Snapshots(name)[0]);

        // Branched from while it trains.
        await page.GetByLabel("Name of the network").FillAsync("my faces");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep as a network of its own" }).ClickAsync();
        await Expect(page.GetByText("Kept as my faces.")).ToBeVisibleAsync();
        Assert.True(new FileInfo(InWorkspace("networks/my faces.safetensors")).Length > 10_000);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await StateAsync(page, "paused");
        await page.GetByRole(AriaRole.Link, new() { Name = "New training from here" }).ClickAsync();
        await Expect(page.GetByLabel("Network to begin with")).ToHaveValueAsync(Key());
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task A_run_begun_in_a_terminal_is_shown_the_same_and_can_be_paused()
    {
        Paint();
        using var terminal = Imago("train", "--data", "datasets/faces.zip", "--outdir", "runs", "--batch", "8", "--cbase", "128", "--cmax", "8", "--tick", "0.04", "--snap", "5", "--kimg", "50");
        var page = await OpenAsync("/training");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("00000-faces") }).ClickAsync(new() { Timeout = Slow });
        await StateAsync(page, "training");
        await Expect(page.Locator(".plot[data-drawn]").First).ToHaveAttributeAsync("data-drawn", TwoOrMore(), new() { Timeout = Slow });
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await StateAsync(page, "paused");
        await terminal.WaitForExitAsync();
        Assert.Equal(130, terminal.ExitCode);
        Assert.Single(Snapshots(Path.GetFileName(Directory.GetDirectories(Runs)[0])));
    }

    [Fact]
    public async Task Options_that_do_not_go_together_are_refused_before_anything_begins_in_the_commands_own_words()
    {
        Paint();
        var page = await OpenAsync("/training/new");
        await ChooseSmallAsync(page);
        await page.GetByLabel("Batch").FillAsync("7");
        await page.GetByLabel("Batch").BlurAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("minibatch-std group", new() { Timeout = Slow });
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Begin training" })).ToBeDisabledAsync();
        Assert.Empty(Directory.GetDirectories(Runs));
    }

    [Fact]
    public async Task The_speed_is_measured_on_this_machine_and_turns_a_time_into_kimg()
    {
        Paint();
        var page = await OpenAsync("/training/new");
        await ChooseSmallAsync(page);
        await page.GetByLabel("Unit").SelectOptionAsync("Minutes");
        await Expect(page.GetByText("For a time the speed must be known")).ToBeVisibleAsync(new() { Timeout = Slow });
        await page.GetByRole(AriaRole.Button, new() { Name = "Measure on this machine" }).ClickAsync();
        await Expect(page.Locator(".estimate")).ToContainTextAsync("Measured on this machine", new() { Timeout = Slow });
        await Expect(page.Locator(".estimate .big")).ToContainTextAsync("About 3 h 20 min for");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Begin training" })).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Runs_stand_side_by_side_and_one_slider_moves_all()
    {
        Directory.CreateDirectory(Runs);
        foreach (var resolution in (int[])[32, 64])
            SomeRun.Make(Runs, SomeRun.Options, SomeRun.PortraitStats(resolution), SomeRun.PortraitMetrics(resolution), resolution / 32);
        var page = await OpenAsync("/training");
        foreach (var box in await page.GetByRole(AriaRole.Checkbox).AllAsync())
            await box.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show side by side" }).ClickAsync();
        await page.ArriveAsync("**/training/compare?run=*&run=*");
        await AliveAsync(page);
        await Expect(page.Locator(".curve canvas")).ToHaveCountAsync(5);
        await Expect(page.Locator(".latest").First.Locator("tr")).ToHaveCountAsync(4);
        await Expect(page.Locator(".grids img")).ToHaveCountAsync(2);
        await page.Locator("#grid-at").PressAsync("ArrowLeft");
        foreach (var caption in await page.Locator(".grids figcaption").AllAsync())
            await Expect(caption).ToContainTextAsync("Generated at 4 kimg");
        Assert.Empty(await SeriousViolationsAsync(page));
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task Pages_with_runs_are_whole_in_light_and_dark_at_three_widths()
    {
        Directory.CreateDirectory(Runs);
        var made = new[] { 32, 64 }.Select(resolution => SomeRun.Make(Runs, SomeRun.Options with { PictureCount = 60 }, SomeRun.PortraitStats(resolution), SomeRun.PortraitMetrics(resolution))).ToList();
        foreach (var address in new[] { "/training", $"/training/{made[0]}", $"/training/compare?run={made[0]}&run={made[1]}" })
        {
            foreach (var (width, scheme) in new[] { (390, ColorScheme.Dark), (1280, ColorScheme.Light), (2560, ColorScheme.Dark) })
            {
                var page = await OpenAsync(address, width, scheme: scheme);
                Assert.Empty(await SeriousViolationsAsync(page));
                Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{address} is wider than {width} pixels");
            }
        }
        Assert.Empty(ConsoleErrors);
    }

    [Fact]
    public async Task A_line_of_statistics_is_on_the_screen_within_two_seconds_of_being_written()
    {
        Directory.CreateDirectory(Runs);
        var name = SomeRun.Make(Runs, SomeRun.Options, [SomeRun.Stats(4)], []);
        var page = await OpenAsync($"/training/{name}");
        var delays = new List<double>();
        for (var i = 1; i <= 5; i++)
        {
            var clock = Stopwatch.StartNew();
            RunFolder.AppendLine(Path.Combine(Runs, name, "stats.jsonl"), SomeRun.Stats(4 + (4 * i), g: 70 + i));
            await Expect(page.Locator(".latest").First).ToContainTextAsync((70 + i).ToString(CultureInfo.InvariantCulture));
            delays.Add(clock.Elapsed.TotalSeconds);
        }
        Assert.True(delays.Order().ElementAt(2) < 2, $"delays of {string.Join(", ", delays.Select(static delay => delay.ToString("0.00", CultureInfo.InvariantCulture)))} s");
    }

    [Fact]
    public async Task Only_the_grids_of_runs_are_given_away()
    {
        Directory.CreateDirectory(Runs);
        var name = SomeRun.Make(Runs, SomeRun.Options, [], []);
        var outside = At("secret.png");
        File.Copy(Path.Combine(Runs, name, "reals.png"), outside);
        File.CreateSymbolicLink(Path.Combine(Runs, name, "fakes000012.png"), outside);
        File.CreateSymbolicLink(Path.Combine(Runs, "00009-link"), Path.Combine(Runs, name));
        using var client = new HttpClient { BaseAddress = new Uri(Studio.Address) };
        Assert.Equal("image/png", (await GetAsync($"/runs/{name}/fakes000004.png")).Content.Headers.ContentType!.MediaType);
        Assert.Equal("image/webp", (await GetAsync($"/runs/{name}/fakes_init.png?small=true")).Content.Headers.ContentType!.MediaType);
        foreach (var address in (string[])[$"/runs/{name}/options.json", $"/runs/{name}/fakes000012.png", "/runs/00009-link/reals.png", $"/runs/{name}/..%2f..%2f..%2fsecret.png", "/runs/..%2f..%2fx/reals.png", "/runs/%00/reals.png"])
            Assert.True((int)(await GetAsync(address)).StatusCode is 400 or 404, address);

        Task<HttpResponseMessage> GetAsync(string address) => client.GetAsync(new Uri(address, UriKind.Relative));
    }

    /// <summary>A network that learns nothing, but quickly.</summary>
    internal static async Task ChooseSmallAsync(IPage page)
    {
        await page.GetByLabel("Network to begin with").SelectOptionAsync("From scratch");
        await page.GetByText("Advanced options").ClickAsync();
        foreach (var (label, value) in new[] { ("Batch", "8"), ("Channels --cbase", "128"), ("Most channels", "8"), ("Tick", "0.04"), ("Snapshot every", "5") })
        {
            await page.GetByLabel(label).FillAsync(value);
            await page.GetByLabel(label).BlurAsync();
        }
    }

    private static async Task StateAsync(IPage page, string state) => await Expect(page.Locator(".run-title .state")).ToHaveTextAsync(state, new() { Timeout = Slow });

    private static async Task ContinueAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).EvaluateAsync("button => { button.click(); button.click(); }");
        await StateAsync(page, "training");
    }

    private void Paint()
    {
        Directory.CreateDirectory(InWorkspace("datasets"));
        using var paint = Imago("dataset", "paint", "--count", "60", "--resolution", "16", "--dest", "datasets/faces.zip");
        paint.WaitForExit();
        Assert.Equal(0, paint.ExitCode);
    }

    private Process Imago(params string[] arguments)
    {
        var start = new ProcessStartInfo(Some.Imago[0]) { WorkingDirectory = InWorkspace(""), RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var one in Some.Imago.Skip(1).Concat(arguments))
            start.ArgumentList.Add(one);
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private RunClaim Claim(string name) => RunFolder.Open(Path.Combine(Runs, name)).Folder.LastClaim()!;

    private IReadOnlyList<string> Snapshots(string name) => [.. RunFolder.Open(Path.Combine(Runs, name)).Folder.Snapshots().Select(static pair => pair.Network)];

    /// <summary>Waits until it has trained on from a snapshot.</summary>
    private async Task ExpectNewLineAsync(string name, string snapshot)
    {
        var from = double.Parse(Path.GetFileNameWithoutExtension(snapshot)["network-".Length..], CultureInfo.InvariantCulture);
        for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < Slow; await Task.Delay(100))
        {
            if (File.ReadLines(Path.Combine(Runs, name, "stats.jsonl")).LastOrDefault() is { } last && JsonDocument.Parse(last).RootElement.GetProperty("kimg").GetDouble() > from)
                return;
        }
        Assert.Fail($"{name} has not gone on from {from} kimg");
    }

    [GeneratedRegex(@"^([2-9]|\d\d+)$")]
    private static partial Regex TwoOrMore();

    [GeneratedRegex(@"^([1-9]\d*)$")]
    private static partial Regex OneOrMore();

    [GeneratedRegex(@"^runs/00000-.*/network-[\d.]+\.safetensors$")]
    private static partial Regex Key();
}
