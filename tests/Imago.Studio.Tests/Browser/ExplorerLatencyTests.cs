using System.Text.Json;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Imago.Studio.Tests.Browser;

/// <summary>How soon a movement of the hand is on the screen. What is measured is written down; the bounds are wide, for machines that have other things to do.</summary>
public sealed class ExplorerLatencyTests(Chromium chromium, ITestOutputHelper output) : StudioTest(chromium)
{
    private const string Large = "networks/large.safetensors";

    /// <summary>What a page measures in itself: times in milliseconds from the movement to the frame after the picture is there, and the part of them that the network took.</summary>
    private const string Measure = """
        async ({ moves, pause }) => {
          const [slider, centre] = [document.getElementById("psi"), document.getElementById("centre")];
          const times = [];
          const made = [];
          const asked = [];
          for (let i = 0; i < moves; i++) {
            const before = centre.dataset.shown;
            const begun = performance.now();
            slider.value = String(0.2 + (i % 60) / 100);
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            const wanted = new MutationObserver(() => { asked.push(performance.now() - begun); wanted.disconnect(); });
            wanted.observe(centre, { attributes: true, attributeFilter: ["data-want"] });
            await new Promise((done, fail) => { setTimeout(() => fail(new Error(`nothing was shown for ten seconds: wanted ${centre.dataset.want}, shown ${centre.dataset.shown}, before ${before}, slider ${slider.value}, move ${i}`)), 10000); const seen = new MutationObserver(() => { if (centre.dataset.shown !== before) { seen.disconnect(); done(); } }); seen.observe(centre, { attributes: true, attributeFilter: ["data-shown"] }); });
            await new Promise(done => requestAnimationFrame(done));
            times.push(performance.now() - begun);
            made.push(Number(centre.dataset.milliseconds));
            await new Promise(done => setTimeout(done, pause));
          }
          return { times, made, asked };
        }
        """;

    private const string Drag = """
        async seconds => {
          const [slider, centre] = [document.getElementById("psi"), document.getElementById("centre")];
          let shown = 0;
          new MutationObserver(() => shown++).observe(centre, { attributes: true, attributeFilter: ["data-shown"] });
          const until = performance.now() + seconds * 1000;
          for (let i = 0; performance.now() < until; i++) {
            slider.value = String(0.2 + (i % 80) / 100);
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise(done => setTimeout(done, 16));
          }
          return shown / seconds;
        }
        """;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        using var random = new RandomGenerator(1);
        using var generator = new Generator(new GeneratorOptions { ImgResolution = 256, ChannelBase = 16384, ChannelMax = 512, MappingLayers = 8, ConvClamp = 256 }, random);
        NetworkFile.Write(InWorkspace(Large), generator, null, new TrainingRecord());
    }

    [Theory]
    [InlineData("bundled", 1)]
    [InlineData("bundled", 9)]
    [InlineData(Large, 1)]
    [InlineData(Large, 9)]
    public async Task A_movement_of_a_slider_is_soon_on_the_screen(string network, int wall)
    {
        var page = await ReadyAsync($"/explore?network={network}&at=85&wall={wall}");
        await page.EvaluateAsync(Measure, new { moves = 10, pause = 20 });
        var found = await page.EvaluateAsync<JsonElement>(Measure, new { moves = 60, pause = wall == 1 ? 30 : 0 });
        double[] Numbers(string name) => [.. found.GetProperty(name).EnumerateArray().Select(static one => one.GetDouble())];
        var (times, made) = (Numbers("times"), Numbers("made"));
        double[] rest = [.. times.Zip(made, static (whole, network) => whole - network)];
        output.WriteLine($"{network}, wall of {wall}: to the screen {Of(times)}; in the network {Of(made)}; all else {Of(rest)}, of which {Of(Numbers("asked"))} until it is asked for");
        Assert.True(At(times, 0.5) < 1000, $"half of the movements took longer than {At(times, 0.5):0} ms");
    }

    /// <summary>A wall somewhere else: times in milliseconds until every place shows it, if coarse, and until all are fine; and what the network took for the pictures of the one and the other.</summary>
    private const string Wall = """
        async side => {
          const all = [...document.querySelectorAll(".wall img.live")];
          const [before, made] = [all.map(one => one.dataset.shown), { coarse: 0, fine: 0 }];
          const seen = new MutationObserver(changes => changes.forEach(({ target }) => made[target.naturalWidth < side ? "coarse" : "fine"] += Number(target.dataset.milliseconds)));
          seen.observe(document.querySelector(".wall"), { attributes: true, subtree: true, attributeFilter: ["data-shown"] });
          const begun = performance.now();
          const shown = (one, i) => one.dataset.shown !== before[i] && one.dataset.shown === one.dataset.want;
          const until = async what => { while (!all.every(what)) await new Promise(done => setTimeout(done, 2)); return performance.now() - begun; };
          document.querySelector(".seed button.primary").click();
          const first = await until(shown);
          const fine = await until((one, i) => shown(one, i) && one.naturalWidth === side);
          await new Promise(done => setTimeout(done));
          seen.disconnect();
          return { first, fine, networkCoarse: made.coarse, networkFine: made.fine };
        }
        """;

    [Theory]
    [InlineData("bundled", 128)]
    [InlineData(Large, 256)]
    public async Task A_wall_of_nine_is_soon_there(string network, int side)
    {
        var page = await ReadyAsync($"/explore?network={network}&at=85");
        List<JsonElement> walls = [];
        for (var i = 0; i < 12; i++)
        {
            walls.Add(await page.EvaluateAsync<JsonElement>(Wall, side));
            await Task.Delay(100);
        }
        string Said(string name) => Of([.. walls.Skip(2).Select(wall => wall.GetProperty(name).GetDouble())]);
        output.WriteLine($"{network}: nine pictures stand in {Said("first")}, fine in {Said("fine")}; in the network {Said("networkCoarse")} for coarse ones, {Said("networkFine")} for fine ones");
        var half = At([.. walls.Select(static wall => wall.GetProperty("fine").GetDouble())], 0.5);
        Assert.True(half < 5000, $"half of the walls took longer than {half:0} ms");
    }

    [Fact]
    public async Task Two_browsers_share_the_network_and_neither_starves()
    {
        var (first, second) = (await ReadyAsync("/explore?at=85&wall=9"), await ReadyAsync("/explore?at=7&wall=25"));
        await first.EvaluateAsync<double>(Drag, 1);
        var alone = await first.EvaluateAsync<double>(Drag, 4);
        var together = await Task.WhenAll(first.EvaluateAsync<double>(Drag, 4), second.EvaluateAsync<double>(Drag, 4));
        output.WriteLine($"Pictures of the centre a second: alone {alone:0.0}, together {together[0]:0.0} (wall of 9) and {together[1]:0.0} (wall of 25)");
        Assert.All(together, one => Assert.True(one > alone / 5, $"{one:0.0} pictures a second beside another browser, {alone:0.0} alone"));
    }

    private async Task<IPage> ReadyAsync(string address)
    {
        var page = await OpenAsync(address);
        await page.WaitForFunctionAsync("() => { const all = [...document.querySelectorAll('.wall img.live')]; return all.length > 0 && all.every(one => one.dataset.want === one.dataset.shown); }");
        return page;
    }

    private static double At(double[] times, double share) => times.Order().ElementAt((int)(share * (times.Length - 1)));

    private static string Of(double[] times) => $"{At(times, 0.5):0} ms (95 %: {At(times, 0.95):0})";
}
