using Imago.Cli.Tests.Documents;
using Imago.Networks.Formats;

namespace Imago.Cli.Tests.Networks;

/// <summary><c>models/portraits.sh</c>, the recipe of the network that comes with Imago, with a few steps of each training.</summary>
public sealed class PortraitsScriptTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_ends_with_a_network_of_128_px_and_goes_on_where_it_was()
    {
        Assert.Equal(0, (await InProcess.RunAsync("dataset", "paint", "--count", "16", "--resolution", "128", "--dest", At("painted.zip"))).ExitCode);
        folder.Script("bin/imago", $"echo \"$1 ${{2:-}}\" >>{At("calls")}; exec dotnet {Path.Combine(AppContext.BaseDirectory, "imago.dll")} \"$@\"");

        await RunAsync("0.016 0.016 0.016");
        using (var network = NetworkFile.Read(At("work/portraits.safetensors")))
            Assert.Equal((128, 2048, 192, true, 0.016), (network.Generator.Options.ImgResolution, network.Generator.Options.ChannelBase, network.Generator.Options.ChannelMax, network.Discriminator is not null, network.Training.Kimg));
        Assert.Equal(7, File.ReadAllLines(At("calls")).Length);

        await RunAsync("0.016 0.016 0.032");
        using (var network = NetworkFile.Read(At("work/portraits.safetensors")))
            Assert.Equal(0.032, network.Training.Kimg);
        Assert.Equal(["train --continue", "train --continue", "train --continue"], File.ReadAllLines(At("calls"))[7..^1]);
    }

    private async Task RunAsync(string kimg)
    {
        using var script = RealProgram.Of("bash", start => start.Environment["IMAGO"] = At("bin/imago"), Path.Combine(Markdown.Root, "models/portraits.sh"), At("painted.zip"), At("work"), kimg);
        var outcome = await script.EndAsync();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
    }

    private string At(string name) => Path.Combine(folder.Path, name);
}
