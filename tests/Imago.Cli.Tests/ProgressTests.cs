using System.Globalization;

namespace Imago.Cli.Tests;

public class ProgressTests
{
    [Fact]
    public async Task Long_work_in_a_pipe_shows_plain_lines_with_rate_and_time_left()
    {
        using var program = RealProgram.Misbehaving("slow");
        var outcome = await program.EndAsync();

        Assert.Equal((0, "30 sheep\n"), (outcome.ExitCode, outcome.Output));
        Assert.Matches(@"^Counting: \d+ of 30 sheep \(\d+ %\), \d+(\.\d)?/s, \d s left$", outcome.ErrorLines[0]);
        Assert.Matches(@"^Counting: 30 sheep in 3 s \(\d+(\.\d)?/s\)$", outcome.ErrorLines[^1]);
        Assert.DoesNotContain('\e', outcome.Error);
    }

    [Fact]
    public async Task Short_work_shows_nothing()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var session = new Session(output, error, json: false, verbose: false);

        Assert.Equal(7, await session.WithProgressAsync("Counting", "sheep", meter =>
        {
            meter.Report(1, 1);
            return 7;
        }));
        Assert.Equal(("", ""), (output.ToString(), error.ToString()));
    }

    [Fact]
    public async Task A_failure_passes_through_the_progress_unchanged()
    {
        using var writer = new StringWriter();
        var session = new Session(writer, writer, json: false, verbose: false);

        await Assert.ThrowsAsync<InvalidDataException>(() =>
            session.WithProgressAsync("Counting", "sheep", (Func<ProgressMeter, int>)(_ => throw new InvalidDataException())));
    }

    [Theory]
    [InlineData(10, 250, 1000, "Packing: 250 of 1,000 pictures (25 %), 25/s, 30 s left")]
    [InlineData(100, 2, 10, "Packing: 2 of 10 pictures (20 %), 50 s each, 6 min 40 s left")]
    [InlineData(10, 55, 0, "Packing: 55 pictures, 5.5/s")]
    [InlineData(10, 999, 1000, "Packing: 999 of 1,000 pictures (99 %), 100/s, 0 s left")]
    public void A_line_says_how_far_how_fast_and_how_long(double seconds, double done, double total, string line)
    {
        var now = 0.0;
        var meter = new ProgressMeter("Packing", "pictures", () => now);
        now = seconds;
        meter.Report(done, total);

        Assert.Equal(line, meter.Line());
    }

    [Fact]
    public void Work_that_ends_by_the_clock_tells_its_time_itself()
    {
        var now = 0.0;
        var meter = new ProgressMeter("Training", "pictures", () => now);
        now = 10;
        meter.Report(250, 1000, TimeSpan.FromSeconds(7));
        Assert.Equal("Training: 250 of 1,000 pictures (25 %), 25/s, 7 s left", meter.Line());

        meter.Report(250, 1000);
        Assert.Equal("Training: 250 of 1,000 pictures (25 %), 25/s, 30 s left", meter.Line());
    }

    [Fact]
    public void The_rate_follows_the_last_seconds_and_forgets_a_slow_start()
    {
        var now = 0.0;
        var meter = new ProgressMeter("Packing", "pictures", () => now);
        double done = 0;
        for (var i = 0; i < 1000; i++)
        {
            now += 0.1;
            meter.Report(done += i < 500 ? 0.1 : 10);
        }

        Assert.InRange(meter.Rate, 99, 101);
    }

    [Theory]
    [InlineData(0.2, "0 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min 00 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7620, "2 h 07 min")]
    [InlineData(273_600, "3 d 04 h")]
    public void A_duration_reads_as_people_say_it(double seconds, string expected) =>
        Assert.Equal(expected, Duration.Of(TimeSpan.FromSeconds(seconds)).ToString(CultureInfo.InvariantCulture));
}
