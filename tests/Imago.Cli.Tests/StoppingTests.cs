namespace Imago.Cli.Tests;

public class StoppingTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_a_command_which_says_how_to_go_on(string signal)
    {
        using var program = RealProgram.Misbehaving("patient");
        await program.SaysAsync("ready");
        program.Signal(signal);
        var outcome = await program.EndAsync();

        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("Stopped. Go on with: imago patient --continue", outcome.ErrorLines);
    }

    [Fact]
    public async Task A_signal_that_timeout_sends_twice_at_once_is_one()
    {
        using var program = RealProgram.Misbehaving("patient");
        await program.SaysAsync("ready");
        program.Signal("TERM");
        program.Signal("TERM");
        program.Signal("INT");
        var outcome = await program.EndAsync();

        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("Stopped. Go on with: imago patient --continue", outcome.ErrorLines);
    }

    [Fact]
    public async Task A_second_signal_ends_a_command_that_does_not_listen()
    {
        using var program = RealProgram.Misbehaving("deaf");
        await program.SaysAsync("ready");
        program.Signal("INT");
        await program.SaysAsync("Ctrl-C again ends at once");
        await Task.Delay(TimeSpan.FromSeconds(0.6));
        program.Signal("INT");
        var outcome = await program.EndAsync();

        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Output));
    }

    [Fact]
    public async Task A_stopped_doctor_leaves_no_program_behind_that_it_started()
    {
        using var folder = new TempFolder();
        var pidFile = Path.Combine(folder.Path, "pid");
        folder.Script("bin/ffmpeg", $"echo $$ >{pidFile}; echo ready >&2; exec sleep 60");
        using var program = RealProgram.Imago(start => start.Environment["PATH"] = $"{folder.Path}/bin:{start.Environment["PATH"]}", "doctor");
        while (!File.Exists(pidFile) || File.ReadAllText(pidFile).Length == 0) await Task.Delay(20);
        program.Signal("INT");
        var outcome = await program.EndAsync();

        Assert.Equal(130, outcome.ExitCode);
        // It was told to end; on a busy machine it ends a moment later. Left alone it would sleep for a minute.
        var pid = File.ReadAllText(pidFile).Trim();
        for (var waited = 0; waited < 100 && Runs(pid); waited++) await Task.Delay(100);
        Assert.False(Runs(pid));
    }

    /// <summary>A process that ended may stand in /proc as a zombie until its new parent takes note of it.</summary>
    private static bool Runs(string pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
