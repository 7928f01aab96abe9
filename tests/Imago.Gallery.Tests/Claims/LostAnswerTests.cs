using Imago.Gallery.Checking;
using Imago.Gallery.Claims;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Claims;

/// <summary>PostgreSQL dies, hangs or is cut off in the middle: nobody who asked is left with a wrong answer.</summary>
[Collection(WithPostgreSql.Name)]
public class LostAnswerTests(PostgreSql postgres)
{
    [Fact]
    public async Task A_claim_whose_connection_is_cut_after_the_commit_was_sent_is_answered_and_stands_once()
    {
        await using var wire = new CutProxy("127.0.0.1", postgres.Port);
        await using var gallery = await OpenGallery.MakeAsync(DatabaseKind.PostgreSql, postgres, wire.Port);
        Assert.Equal(new ClaimAnswer.Taken(), await gallery.Claims.ClaimAsync(1, Guid.NewGuid(), Guid.NewGuid())); // opens the connection
        foreach (var work in Enumerable.Range(2, 39))
        {
            var (before, visitor, form) = (wire.Cuts, Guid.NewGuid(), Guid.NewGuid());
            wire.CutNext(1);
            Assert.Equal(new ClaimAnswer.Taken(), await gallery.Claims.ClaimAsync(work, visitor, form));
            Assert.Equal(before + 1, wire.Cuts);
            Assert.Equal(new ClaimAnswer.Taken(), await gallery.Claims.ClaimAsync(work, visitor, form));
        }
        await using var context = gallery.Database.Context();
        Assert.Equal(Enumerable.Range(1, 40), await context.Claims.Select(one => one.WorkNumber).Order().ToListAsync());
        Assert.Equal(40, await context.Outbox.CountAsync());
    }

    [Fact]
    public async Task While_the_database_is_down_visitors_wait_and_then_have_their_answers()
    {
        await using var gallery = await OpenGallery.MakeAsync(DatabaseKind.PostgreSql, postgres);
        Assert.Equal(new ClaimAnswer.Taken(), await gallery.Claims.ClaimAsync(1, Guid.NewGuid(), Guid.NewGuid()));
        postgres.Crash();
        var asked = Enumerable.Range(0, 40).Select(n => gallery.Claims.ClaimAsync(2 + n % 10, Guid.NewGuid(), Guid.NewGuid())).ToArray();
        await Task.Delay(300);
        Assert.DoesNotContain(asked, static one => one.IsCompleted);
        postgres.Start();
        var answers = await Task.WhenAll(asked);
        Assert.Equal((10, 30), (answers.Count(static one => one is ClaimAnswer.Taken), answers.Count(static one => one is ClaimAnswer.WorkTaken)));
    }

    [Fact]
    public async Task If_the_database_stays_down_the_visitor_is_told_that_it_is_not_known_and_the_same_form_finds_out()
    {
        await using var gallery = await OpenGallery.MakeAsync(DatabaseKind.PostgreSql, postgres);
        await using var hasty = new PostgreSqlClaims(gallery.Database) { Patience = TimeSpan.FromSeconds(1) };
        var (visitor, form) = (Guid.NewGuid(), Guid.NewGuid());
        postgres.Crash();
        var unknown = await Assert.ThrowsAsync<ClaimUnknownException>(() => hasty.ClaimAsync(1, visitor, form));
        Assert.Contains("ask again with the same form", unknown.Message, StringComparison.Ordinal);
        postgres.Start();
        Assert.Equal(new ClaimAnswer.Taken(), await hasty.ClaimAsync(1, visitor, form));
    }

    [Theory]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK")]
    public async Task Who_meets_a_claim_that_is_not_decided_yet_waits_for_its_end_whatever_the_servers_isolation(string end)
    {
        await using var gallery = await OpenGallery.MakeAsync(DatabaseKind.PostgreSql, postgres);
        await using var other = await gallery.Database.ConnectAsync();
        await using var command = other.CreateCommand();
        command.CommandText = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = serializable', current_database()); END $$";
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"BEGIN; INSERT INTO claims VALUES (1, '{Guid.NewGuid()}', '{Guid.NewGuid()}', 0)";
        await command.ExecuteNonQueryAsync();
        var asked = gallery.Claims.ClaimAsync(1, Guid.NewGuid(), Guid.NewGuid());
        await Task.Delay(500);
        Assert.False(asked.IsCompleted);
        command.CommandText = end;
        await command.ExecuteNonQueryAsync();
        Assert.Equal(end == "COMMIT" ? new ClaimAnswer.WorkTaken() : new ClaimAnswer.Taken(), await asked);
    }

    [Fact]
    public async Task An_answer_waits_for_the_disk_even_where_the_server_is_told_not_to()
    {
        await using var gallery = await OpenGallery.MakeAsync(DatabaseKind.PostgreSql, postgres);
        // So told, the server would write the log after ten seconds.
        foreach (var setting in (string[])["DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$", "ALTER SYSTEM SET wal_writer_delay = '10s'", "SELECT pg_reload_conf()"])
            await ExecuteAsync(gallery.Database, setting);
        foreach (var work in Enumerable.Range(1, 10))
            Assert.Equal(new ClaimAnswer.Taken(), await gallery.Claims.ClaimAsync(work, Guid.NewGuid(), Guid.NewGuid()));
        postgres.Crash();
        postgres.Start();
        await using var again = GalleryDatabase.OfPostgreSql(gallery.Database.Address);
        await ExecuteAsync(again, "ALTER SYSTEM RESET wal_writer_delay");
        await ExecuteAsync(again, "SELECT pg_reload_conf()");
        await using var context = again.Context();
        Assert.Equal(10, await context.Claims.CountAsync());
    }

    [Fact]
    public async Task A_statement_that_the_database_refuses_is_told_at_once()
    {
        await using var gallery = await OpenGallery.MakeAsync(DatabaseKind.PostgreSql, postgres);
        await using (var context = gallery.Database.Context())
            await context.Database.ExecuteSqlRawAsync("DROP TABLE outbox");
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => gallery.Claims.ClaimAsync(1, Guid.NewGuid(), Guid.NewGuid()));
        Assert.Equal("42P01", refused.SqlState);
        await using var again = gallery.Database.Context();
        Assert.Empty(await again.Claims.ToListAsync()); // one transaction
    }

    private static async Task ExecuteAsync(GalleryDatabase database, string sql)
    {
        await using var connection = await database.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
