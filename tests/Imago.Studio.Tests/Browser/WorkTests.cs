using Imago.Studio.Work;
using Imago.Studio.Workspaces;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imago.Studio.Tests.Browser;

public sealed class WorkTests(Chromium chromium) : StudioTest(chromium)
{
    [Fact]
    public async Task Who_presses_Stop_is_told_at_once_and_after_a_reload_until_the_command_has_ended()
    {
        var slow = Options() with { Imago = ["sh", "-c", "trap : TERM; echo here >&2; while [ ! -e go ]; do sleep 0.1; done; exit 130", "imago"] };
        var job = new Jobs(new Workspace(InWorkspace("")), new ImagoProgram(slow)).Start("film", "A film", ["walk"]);
        var page = await OpenAsync("/work");
        await Expect(page.Locator(".job .says")).ToHaveTextAsync("here");
        var state = page.GetByRole(AriaRole.Status).Filter(new() { HasText = "at work" });
        await Expect(state).ToBeVisibleAsync();
        var stop = page.GetByRole(AriaRole.Button, new() { Name = "Stop" });
        await stop.PressAsync("Enter");
        await Expect(page.Locator(".job .state")).ToHaveTextAsync("stopping …");
        await Expect(stop).ToBeDisabledAsync();
        await page.ReloadAsync();
        await AliveAsync(page);
        await Expect(page.Locator(".job .state")).ToHaveTextAsync("stopping …");
        await Expect(stop).ToBeDisabledAsync();
        Assert.Empty(await SeriousViolationsAsync(page));
        await File.WriteAllTextAsync(InWorkspace("go"), "");
        await Expect(page.Locator(".job .state")).ToHaveTextAsync("stopped");
        Assert.True(File.Exists(InWorkspace($".studio/jobs/{job.Id}/stop")));
        Assert.Empty(ConsoleErrors);
    }
}
