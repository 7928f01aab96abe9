using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Imago.Studio.Tests.Browser;

/// <summary>A test with a studio of its own, a workspace of its own, and people in the shared browser.</summary>
[Collection(WithChromium.Name)]
#pragma warning disable CA1001 // xunit calls DisposeAsync.
public abstract class StudioTest(Chromium chromium) : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly TempFolder _folder = new();
    private readonly List<IBrowserContext> _people = [];

    /// <summary>The studio.</summary>
    internal StudioHost Studio { get; private set; } = null!;

    /// <summary>A path in the workspace.</summary>
    protected string InWorkspace(string name) => _folder.At(Path.Combine("work", name));

    /// <summary>A path outside it.</summary>
    protected string At(string name) => _folder.At(name);

    /// <summary>Opens the studio.</summary>
    public virtual Task InitializeAsync() => OpenStudioAsync(Options());

    /// <summary>Opens a studio, also a second time after the first was closed.</summary>
    protected async Task OpenStudioAsync(StudioOptions options) => Studio = await StudioHost.StartAsync(options);

    /// <summary>How it is opened.</summary>
    protected virtual StudioOptions Options() => Some.Options(InWorkspace(""));

    /// <summary>Opens a page and waits until it answers to clicks; a page that writes errors into the browser's console fails the test that calls this.</summary>
    protected async Task<IPage> OpenAsync(string address, int width = 1280, string locale = "en-GB", ColorScheme scheme = ColorScheme.Light, bool alive = true)
    {
        var person = await chromium.PersonAsync(Studio.Address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal), width, width < 600 ? 844 : 900, locale, scheme);
        _people.Add(person);
        var page = await person.NewPageAsync();
        page.SetDefaultTimeout(15_000);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                ConsoleErrors.Add(message.Text);
        };
        page.PageError += (_, error) => ConsoleErrors.Add(error);
        await page.GotoAsync(address);
        if (alive)
            await AliveAsync(page);
        return page;
    }

    /// <summary>What pages have complained about.</summary>
    protected List<string> ConsoleErrors { get; } = [];

    /// <summary>Waits until the page is alive, which is when its connection stands and it has been drawn once over it.</summary>
    protected static async Task AliveAsync(IPage page) => await page.WaitForSelectorAsync("html[data-alive]");

    /// <summary>Waits until every picture of the wall is what is wanted, in full size.</summary>
    protected static async Task WholeAsync(IPage page) =>
        await page.WaitForFunctionAsync("() => { const all = [...document.querySelectorAll('.wall img.live')]; return all.length > 0 && all.every(one => one.dataset.want === one.dataset.shown && one.naturalWidth > 0 && !one.hasAttribute('aria-busy')); }");

    /// <summary>Moves a slider and lets it go, once it has been drawn.</summary>
    protected static async Task SlideAsync(IPage page, string name, double value) =>
        await page.Locator("#" + name).EvaluateAsync("(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', { bubbles: true })); slider.dispatchEvent(new Event('change', { bubbles: true })); }",
            value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Runs a command in the workspace, as the studio would.</summary>
    protected async Task CommandAsync(params string[] words)
    {
        using var command = Process.Start(new ProcessStartInfo(Some.Imago[0], [.. Some.Imago.Skip(1), .. words]) { WorkingDirectory = InWorkspace(""), RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (_, error) = (await command.StandardOutput.ReadToEndAsync(), await command.StandardError.ReadToEndAsync());
        await command.WaitForExitAsync();
        Assert.True(command.ExitCode == 0, error);
    }

    /// <summary>What axe-core finds that hurts people seriously.</summary>
    protected static async Task<IReadOnlyList<string>> SeriousViolationsAsync(IPage page) =>
        [.. (await Axe.FindAsync(page)).Where(static one => one.Impact is "serious" or "critical").Select(static one => one.Words)];

    /// <summary>Closes everything.</summary>
    public virtual async Task DisposeAsync()
    {
        foreach (var person in _people)
            await person.DisposeAsync();
        await Studio.DisposeAsync();
        _folder.Dispose();
    }
}
