using System.Net;
using System.Text.RegularExpressions;

namespace Imago.Cli.Tests.Studio;

public sealed partial class StudioCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public async Task The_studio_opens_over_its_workspace_until_Ctrl_C()
    {
        using var program = RealProgram.Imago(null, "studio", "--workspace", At("work"), "--port", "0", "--no-browser");
        await program.SaysAsync("The studio is open at ");
        using var client = new HttpClient();
        var page = await client.GetStringAsync(new Uri(Address().Match(program.Error).Value));
        Assert.Contains(At("work"), page, StringComparison.Ordinal);
        foreach (Match file in Linked().Matches(page))
        {
            using var answer = await client.GetAsync(new Uri(new Uri(Address().Match(program.Error).Value), file.Groups[1].Value));
            Assert.Equal((HttpStatusCode.OK, file.Value), (answer.StatusCode, file.Value));
        }
        program.Signal("INT");
        var outcome = await program.EndAsync();
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains($"all is in {At("work")}", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(["datasets", "films", "keeps", "networks", "runs"], Directory.EnumerateDirectories(At("work")).Select(Path.GetFileName).Where(static name => name![0] != '.').Order());
    }

    [Theory]
    [InlineData("--listen 0.0.0.0", "without a password")]
    [InlineData("--listen everywhere", "an address of this machine")]
    [InlineData("--port 70000", "70000")]
    public async Task What_cannot_be_opened_is_refused_before_anything_is_made(string words, string expected)
    {
        var run = await InProcess.RunAsync(["studio", "--no-browser", "--workspace", At("work"), .. words.Split(' ')]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("work")));
    }

    [Fact]
    public async Task A_password_comes_from_the_first_line_of_a_file()
    {
        folder.File("password", "an open secret\nnot this\n");
        using var program = RealProgram.Imago(null, "studio", "--workspace", At("work"), "--port", "0", "--no-browser", "--listen", "0.0.0.0", "--password-file", At("password"));
        await program.SaysAsync("The studio is open at ");
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await client.GetAsync(new Uri(Address().Match(program.Error).Value.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        program.Signal("TERM");
        Assert.Equal(0, (await program.EndAsync()).ExitCode);

        folder.File("short", "secret\n");
        var run = await InProcess.RunAsync("studio", "--no-browser", "--workspace", At("work"), "--password-file", At("short"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("has 6 characters, expected 8 or more", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"http://[0-9.]+:\d+")]
    private static partial Regex Address();

    [GeneratedRegex("""(?:src|href)="(/?(?:assets|_framework)/[^"]+)""")]
    private static partial Regex Linked();
}
