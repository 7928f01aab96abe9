using System.Diagnostics;

namespace Imago.Cli.Tests;

/// <summary>
/// <c>./imago</c> on a small repository of its own, where <c>dotnet</c>, <c>cmake</c>, <c>dpkg-query</c> and <c>apt-get</c> are
/// scripts that write down how they were called: what the set-up does, without doing it.
/// </summary>
public sealed class SetupTests : IDisposable
{
    private readonly TempFolder folder = new();

    public SetupTests()
    {
        var root = Repository();
        Directory.CreateDirectory(In("repo/eng"));
        foreach (var name in new[] { "imago", "eng/setup.sh" }) File.Copy(Path.Combine(root, name), In($"repo/{name}"));
        folder.File("repo/eng/packages", "# a comment\ncmake\nlibtorch-dev # another\n\nffmpeg\n");
        foreach (var name in new[] { "Imago.slnx", "global.json", ".editorconfig", "a.props", "native/a.cpp", "tests/t.cs" }) folder.File($"repo/{name}", "");
        // A thousand sources: more than there will be for long.
        for (var i = 0; i < 1000; i++) folder.File($"repo/src/Room{i % 10}/File{i}.cs", "");
        folder.Script("bin/dotnet", $$"""
            echo "dotnet $*" >>{{In("calls")}}
            case $1 in
                build) sleep 0.3; cat {{In("dotnet-says")}} 2>/dev/null && exit 1
                    mkdir -p {{In("repo/artifacts/publish/Imago.Cli/release")}}
                    cd {{In("repo/artifacts/publish/Imago.Cli/release")}} && touch imago.dll libimago_torch.so libimago_imaging.so ;;
                *.dll) shift; case ${1:-} in wait) echo ready >&2; exec sleep 60 ;; fail) cat; exit 7 ;; *) printf '[%s]' "$@" ;; esac ;;
            esac
            """);
        folder.Script("bin/cmake", $"echo \"cmake $*\" >>{In("calls")}; [[ $1 == -S ]] && touch \"$4/CMakeCache.txt\"; exit 0");
        folder.Script("bin/dpkg-query", $"printf 'installed %s 1.0\\n' cmake libtorch-dev ffmpeg | grep -v -F -f {In("absent")}; exit 1");
        folder.Script("bin/apt-get", $"echo \"apt-get $*\" >>{In("calls")}; cat {In("apt-fails")} 2>/dev/null && exit 100; echo nothing >{In("absent")}");
        folder.Script("bin/sudo", "exit 1");
        folder.File("absent", "nothing\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_first_call_builds_and_the_second_does_not()
    {
        var first = await RunAsync("a b", "*", "");
        var second = await RunAsync("a b", "*", "");

        Assert.Equal(("[a b][*][]", 0), (first.Output, first.ExitCode));
        Assert.Contains("Building Imago", first.Error, StringComparison.Ordinal);
        Assert.Equal(("[a b][*][]", ""), (second.Output, second.Error));
        Assert.Equal(1, Calls("dotnet build"));
        Assert.Equal(1, Calls("cmake --build"));
    }

    [Theory]
    [InlineData("an edited file")]
    [InlineData("a new file")]
    [InlineData("a deleted file")]
    [InlineData("another libtorch")]
    [InlineData("a lost library")]
    public async Task A_change_is_built_once(string change)
    {
        await RunAsync();
        var environment = new Dictionary<string, string?>();
        switch (change)
        {
            case "an edited file": folder.File("repo/src/Room1/File1.cs", "class C;"); break;
            case "a new file": folder.File("repo/native/b.cpp", ""); break;
            case "a deleted file": File.Delete(In("repo/src/Room1/File1.cs")); break;
            case "another libtorch": environment["IMAGO_LIBTORCH"] = folder.Path; break;
            case "a lost library": File.Delete(In("repo/artifacts/publish/Imago.Cli/release/libimago_torch.so")); break;
        }

        await RunAsync(environment);
        await RunAsync(environment);

        Assert.Equal(2, Calls("dotnet build"));
        Assert.Equal(change == "another libtorch" ? 2 : 1, Calls("cmake -S"));
        Assert.Equal(change == "another libtorch" ? 1 : 0, Calls($"-DIMAGO_LIBTORCH={folder.Path}"));
    }

    [Fact]
    public async Task Nothing_to_do_costs_less_than_three_tenths_of_a_second()
    {
        await RunAsync();
        var times = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var clock = Stopwatch.StartNew();
            await RunAsync();
            times.Add(clock.Elapsed.TotalSeconds);
        }

        Assert.InRange(times.Min(), 0, 0.3);
    }

    [Fact]
    public async Task Two_at_the_same_time_build_once()
    {
        var both = await Task.WhenAll(RunAsync(), RunAsync());

        Assert.All(both, outcome => Assert.Equal(0, outcome.ExitCode));
        Assert.Equal(1, Calls("dotnet build"));
    }

    [Fact]
    public async Task Exit_code_and_standard_input_pass_through()
    {
        using var program = Start(null, "fail");
        program.Type("typed");
        var outcome = await program.EndAsync();

        Assert.Equal((7, "typed"), (outcome.ExitCode, outcome.Output));
    }

    [Fact]
    public async Task Ctrl_C_reaches_the_program()
    {
        using var program = Start(null, "wait");
        await program.SaysAsync("ready");
        program.Signal("INT");

        Assert.Equal(130, (await program.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task It_works_through_a_link_and_from_any_folder()
    {
        File.CreateSymbolicLink(In("linked-imago"), In("repo/imago"));
        using var program = RealProgram.Of(In("linked-imago"), start =>
        {
            Prepare(start, null);
            start.WorkingDirectory = "/";
        }, "x");

        Assert.Equal(("[x]", 0), await program.EndAsync() is var outcome ? (outcome.Output, outcome.ExitCode) : default);
    }

    [Fact]
    public async Task A_failed_build_shows_the_lines_that_matter_and_is_tried_again()
    {
        folder.File("dotnet-says", "Determining projects…\n/x/A.cs(1,2): error CS1002: ; expected [/x/A.csproj]\nmuch else\n");
        var failed = await RunAsync();
        File.Delete(In("dotnet-says"));
        var mended = await RunAsync();

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("/x/A.cs(1,2): error CS1002: ; expected\n", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("much else", failed.Error, StringComparison.Ordinal);
        Assert.Contains(In("repo/artifacts/log/dotnet.log"), failed.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(0, mended.ExitCode);
    }

    [Fact]
    public async Task Who_may_not_install_is_told_the_one_line()
    {
        folder.File("absent", "ffmpeg\nlibtorch-dev\n");
        var outcome = await RunAsync(asNobody: true);

        Assert.Equal(1, outcome.ExitCode);
        Assert.EndsWith("sudo apt-get install libtorch-dev ffmpeg", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(0, Calls("apt-get"));
    }

    [Fact]
    public async Task Libtorch_is_not_asked_for_where_another_one_is_named()
    {
        folder.File("absent", "libtorch-dev\n");
        var outcome = await RunAsync(new Dictionary<string, string?> { ["IMAGO_LIBTORCH"] = folder.Path });

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(0, Calls("apt-get"));
    }

    [RootFact]
    public async Task Who_may_install_installs_what_is_missing_and_nothing_else()
    {
        folder.File("absent", "ffmpeg\n");
        var outcome = await RunAsync();

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(1, Calls("install -y --no-install-recommends ffmpeg"));
        Assert.Equal(1, Calls("apt-get"));
    }

    [RootFact]
    public async Task An_installation_that_fails_says_why_and_how_to_do_it_by_hand()
    {
        folder.File("absent", "ffmpeg\n");
        folder.File("apt-fails", "E: Unable to fetch some archives\n");
        var outcome = await RunAsync();

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("E: Unable to fetch some archives", outcome.ErrorLines);
        Assert.EndsWith("apt-get install ffmpeg", outcome.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(1, Calls("update"));
    }

    private string In(string name) => Path.Combine(folder.Path, name);

    private int Calls(string start) => File.Exists(In("calls")) ? File.ReadAllLines(In("calls")).Count(line => line.Contains(start, StringComparison.Ordinal)) : 0;

    private Task<Outcome> RunAsync(params string[] words) => RunAsync(null, false, words);

    private async Task<Outcome> RunAsync(Dictionary<string, string?>? environment = null, bool asNobody = false, params string[] words)
    {
        if (asNobody && Environment.UserName == "root")
        {
            using var open = Process.Start("chmod", ["-R", "a+rwX", folder.Path]);
            await open.WaitForExitAsync();
            using var nobody = RealProgram.Of("setpriv", start => Prepare(start, environment), ["--reuid=65534", "--clear-groups", In("repo/imago"), .. words]);
            return await nobody.EndAsync();
        }

        using var program = Start(environment, words);
        return await program.EndAsync();
    }

    private RealProgram Start(Dictionary<string, string?>? environment, params string[] words) =>
        RealProgram.Of(In("repo/imago"), start => Prepare(start, environment), words);

    private void Prepare(ProcessStartInfo start, Dictionary<string, string?>? environment)
    {
        start.Environment["PATH"] = $"{In("bin")}:/usr/bin:/bin";
        start.Environment.Remove("IMAGO_LIBTORCH");
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
    }

    /// <summary>The folder above this test's output that holds the solution.</summary>
    private static string Repository()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Imago.slnx"))) at = Path.GetDirectoryName(at) ?? throw new InvalidOperationException("The tests run outside the repository.");
        return at;
    }

    /// <summary>A test of what only root may do.</summary>
    private sealed class RootFactAttribute : FactAttribute
    {
        public RootFactAttribute()
        {
            if (Environment.UserName != "root") Skip = "Only root installs without sudo.";
        }
    }
}
