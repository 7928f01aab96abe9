using Imago.Cli.Tests.Networks;

namespace Imago.Cli.Tests;

public sealed class OpenMpThreadsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null, null, "GOMP_SPINCOUNT = '10000'")]
    [InlineData("GOMP_SPINCOUNT", "77", "GOMP_SPINCOUNT = '77'")]
    [InlineData("OMP_WAIT_POLICY", "PASSIVE", "GOMP_SPINCOUNT = '0'")]
    public async Task Threads_spin_shortly_however_the_program_is_started_unless_the_artist_says_otherwise(string? name, string? value, string expected)
    {
        var net = NetworkFiles.Write(Path.Combine(folder.Path, "net.safetensors"));
        using var program = RealProgram.Imago(start =>
        {
            _ = (start.Environment.Remove("GOMP_SPINCOUNT"), start.Environment.Remove("OMP_WAIT_POLICY"));
            start.Environment["OMP_DISPLAY_ENV"] = "VERBOSE"; // libgomp says what it has read
            if (name is not null)
                start.Environment[name] = value;
        }, "generate", "--network", net, "--seeds", "1", "--outdir", Path.Combine(folder.Path, "out"));
        var run = await program.EndAsync();
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }
}
