using Imago.Gallery.Checking;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Xunit.Abstractions;

namespace Imago.Gallery.Tests.Checking;

public class GalleryCheckTests(PostgreSql postgres, ITestOutputHelper output) : IClassFixture<PostgreSql>
{
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
        var report = await Check.RunAsync(output, new() { Store = kind, Operations = 3_000, Faults = 0, Defect = defect, Program = TestProgram.Command });
        Assert.Contains(report.Violations, one => one.Rule == rule);
        Assert.True(report.Seconds < 60, $"It took {report.Seconds:0} s.");
        Assert.True(File.Exists(report.History)); // kept, to be looked at
        Directory.Delete(Path.GetDirectoryName(report.History!)!, recursive: true);
    }

    [Fact]
    public async Task A_server_that_is_named_is_not_killed_and_afterwards_as_it_was()
    {
        var server = postgres.NewDatabase();
        var report = await Check.RunAsync(output, new() { Store = DatabaseKind.PostgreSql, PostgreSql = server, Operations = 2_000, Faults = 6, Pause = TimeSpan.FromSeconds(0.5), Program = TestProgram.Command });
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
}
