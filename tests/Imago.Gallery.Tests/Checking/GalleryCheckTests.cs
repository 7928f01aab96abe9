using System.Globalization;
using Imago.Gallery.Checking;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Xunit.Abstractions;

namespace Imago.Gallery.Tests.Checking;

public class GalleryCheckTests(PostgreSql postgres, ITestOutputHelper output) : IClassFixture<PostgreSql>
{
    /// <summary>IMAGO_CHECK_OPERATIONS asks for more, with a fault in 10,000 operations: 10000000 for a night.</summary>
    private static readonly int s_operations = int.TryParse(Environment.GetEnvironmentVariable("IMAGO_CHECK_OPERATIONS"), CultureInfo.InvariantCulture, out var given) ? given : 100_000;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_hundred_thousand_operations_and_fifty_faults_do_not_break_the_rule(DatabaseKind kind)
    {
        var report = await CheckAsync(new() { Store = kind, Operations = s_operations, Faults = Math.Max(50, s_operations / 10_000), Seed = s_operations, Program = TestProgram.Command });
        Assert.Empty(report.Violations);
        Assert.True(report.Operations >= s_operations);
        Assert.Equal(Math.Max(50, s_operations / 10_000), report.Faults.Values.Sum());
        Assert.Equal(kind == DatabaseKind.Sqlite ? 5 : 6, report.Faults.Count);
        Assert.True(report.Unknown > 0, "No answer was lost, so nothing was tried.");
        Assert.InRange(report.Claims, s_operations / 10, s_operations / 2);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, Defect.DropPictureKey, 1)]
    [InlineData(DatabaseKind.Sqlite, Defect.DropVisitorKey, 1)]
    [InlineData(DatabaseKind.Sqlite, Defect.RetryWithoutKey, 3)]
    [InlineData(DatabaseKind.Sqlite, Defect.SwallowCommit, 2)]
    [InlineData(DatabaseKind.PostgreSql, Defect.DropPictureKey, 1)]
    [InlineData(DatabaseKind.PostgreSql, Defect.DropVisitorKey, 1)]
    [InlineData(DatabaseKind.PostgreSql, Defect.RetryWithoutKey, 3)]
    [InlineData(DatabaseKind.PostgreSql, Defect.SwallowCommit, 2)]
    public async Task A_mistake_that_was_put_in_is_found(DatabaseKind kind, Defect defect, int rule)
    {
        var report = await CheckAsync(new() { Store = kind, Operations = 3_000, Faults = 0, Defect = defect, Program = TestProgram.Command });
        Assert.Contains(report.Violations, one => one.Rule == rule);
        Assert.True(report.Seconds < 60, $"It took {report.Seconds:0} s.");
        Assert.True(File.Exists(report.History)); // kept, to be looked at
        Directory.Delete(Path.GetDirectoryName(report.History!)!, recursive: true);
    }

    [Fact]
    public async Task A_server_that_is_named_is_not_killed_and_afterwards_as_it_was()
    {
        var server = postgres.NewDatabase();
        var report = await CheckAsync(new() { Store = DatabaseKind.PostgreSql, PostgreSql = server, Operations = 2_000, Faults = 6, Pause = TimeSpan.FromSeconds(0.5), Program = TestProgram.Command });
        Assert.Empty(report.Violations);
        Assert.DoesNotContain("database killed", report.Faults.Keys);
        await using var database = GalleryDatabase.OfPostgreSql(server);
        await using var connection = await database.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pg_database WHERE datname LIKE 'imago!_check!_%' ESCAPE '!'";
        Assert.Equal(0L, await command.ExecuteScalarAsync());
        command.CommandText = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'";
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_web_process_that_ends_by_itself_ends_the_check_with_its_last_words()
    {
        var ended = await Assert.ThrowsAsync<GalleryException>(() => GalleryCheck.RunAsync(new() { Operations = 1_000, Faults = 0, Program = ["sh", "-c", "echo http://127.0.0.1:9; echo out of paint >&2; sleep 1; exit 3"] }));
        Assert.Contains("exit code 3: out of paint; expected", ended.Message, StringComparison.Ordinal);
    }

    private async Task<CheckReport> CheckAsync(CheckOptions options)
    {
        var report = await GalleryCheck.RunAsync(options);
        output.WriteLine($"{report.Store}: {report.Operations} operations ({report.Ok} ok, {report.Refused} refused, {report.Unknown} unknown), {report.Claims} claims, {report.ViolationCount} violations, {report.Seconds:0.0} s");
        foreach (var (name, count) in report.Faults)
            output.WriteLine($"  {count} x {name}");
        foreach (var one in report.Violations.Take(10))
            output.WriteLine($"  rule {one.Rule}: {one.Sentence}");
        return report;
    }
}
