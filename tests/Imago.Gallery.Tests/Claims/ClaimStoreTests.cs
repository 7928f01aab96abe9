using Imago.Gallery.Claims;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Claims;

[Collection(WithPostgreSql.Name)]
public class ClaimStoreTests(PostgreSql postgres)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_work_has_one_owner_a_visitor_one_work_and_a_form_one_answer(DatabaseKind kind)
    {
        await using var gallery = await OpenAsync(kind);
        var (ann, ben, form) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        Assert.Equal(new ClaimAnswer.Taken(), await gallery.Claims.ClaimAsync(1, ann, form));
        Assert.Equal(new ClaimAnswer.Taken(), await gallery.Claims.ClaimAsync(1, ann, form)); // a double click
        Assert.Equal(new ClaimAnswer.VisitorHasOne(1), await gallery.Claims.ClaimAsync(1, ann, Guid.NewGuid())); // another tab
        Assert.Equal(new ClaimAnswer.VisitorHasOne(1), await gallery.Claims.ClaimAsync(2, ann, Guid.NewGuid()));
        Assert.Equal(new ClaimAnswer.VisitorHasOne(1), await gallery.Claims.ClaimAsync(2, ann, form));
        Assert.Equal(new ClaimAnswer.WorkTaken(), await gallery.Claims.ClaimAsync(1, ben, Guid.NewGuid()));
        Assert.Equal(new ClaimAnswer.FormUsed(), await gallery.Claims.ClaimAsync(2, ben, form));
        Assert.Equal(new ClaimAnswer.Taken(), await gallery.Claims.ClaimAsync(2, ben, Guid.NewGuid()));
        await using var context = gallery.Database.Context();
        Assert.Equal([(1, ann), (2, ben)], (await context.Claims.OrderBy(one => one.WorkNumber).ToListAsync()).Select(one => (one.WorkNumber, one.VisitorId)));
        Assert.Equal([1, 2], await context.Outbox.Where(one => one.DoneAt == null).Select(one => one.WorkNumber).Order().ToListAsync());
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_work_that_does_not_hang_or_is_not_open_cannot_be_taken_and_binds_nobody(DatabaseKind kind)
    {
        await using var gallery = await OpenAsync(kind);
        var (ann, form) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var work in (int[])[OpenGallery.Unopened, OpenGallery.Unhung, 12345, -1])
            Assert.Equal(new ClaimAnswer.NotOpen(), await gallery.Claims.ClaimAsync(work, ann, form));
        await using (var context = gallery.Database.Context())
            await context.Places.Where(one => one.WorkNumber == OpenGallery.Unopened).ExecuteUpdateAsync(set => set.SetProperty(one => one.OpensAt, DateTimeOffset.UtcNow.AddSeconds(-1)));
        Assert.Equal(new ClaimAnswer.Taken(), await gallery.Claims.ClaimAsync(OpenGallery.Unopened, ann, form));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Of_many_who_come_at_once_one_takes_the_work_and_the_others_are_told(DatabaseKind kind)
    {
        await using var gallery = await OpenAsync(kind);
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(n => Task.Run(() => gallery.Claims.ClaimAsync(1 + n % 4, Guid.NewGuid(), Guid.NewGuid()))));
        Assert.Equal(4, answers.Count(one => one is ClaimAnswer.Taken));
        Assert.Equal(396, answers.Count(one => one is ClaimAnswer.WorkTaken));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_visitor_at_many_works_at_once_takes_one(DatabaseKind kind)
    {
        await using var gallery = await OpenAsync(kind);
        var ann = Guid.NewGuid();
        var answers = await Task.WhenAll(Enumerable.Range(1, 40).Select(work => Task.Run(() => gallery.Claims.ClaimAsync(work, ann, Guid.NewGuid()))));
        Assert.Single(answers, one => one is ClaimAnswer.Taken);
        await using var context = gallery.Database.Context();
        var claim = Assert.Single(await context.Claims.ToListAsync());
        Assert.All(answers.Where(static one => one is not ClaimAnswer.Taken), one => Assert.Equal(new ClaimAnswer.VisitorHasOne(claim.WorkNumber), one));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_form_sent_from_forty_tabs_at_once_has_one_answer(DatabaseKind kind)
    {
        await using var gallery = await OpenAsync(kind);
        await using var second = ClaimStore.Of(gallery.Database); // as in another server
        var (ann, form) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Task.Run(() => (n % 2 == 0 ? gallery.Claims : second).ClaimAsync(3, ann, form)))), static one => Assert.Equal(new ClaimAnswer.Taken(), one));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Who_does_not_wait_for_the_answer_gets_the_same_one_later(DatabaseKind kind)
    {
        await using var gallery = await OpenAsync(kind);
        var (ann, form) = (Guid.NewGuid(), Guid.NewGuid());
        using var gone = new CancellationTokenSource();
        var asked = gallery.Claims.ClaimAsync(5, ann, form, gone.Token);
        await gone.CancelAsync();
        try
        {
            Assert.Equal(new ClaimAnswer.Taken(), await asked);
        }
        catch (OperationCanceledException)
        {
            // She has gone before it was decided.
        }
        Assert.Equal(new ClaimAnswer.Taken(), await gallery.Claims.ClaimAsync(5, ann, form));
    }

    private Task<OpenGallery> OpenAsync(DatabaseKind kind) => OpenGallery.MakeAsync(kind, postgres);
}
