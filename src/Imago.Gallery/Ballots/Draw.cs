using System.Data;
using Imago.Gallery.Claims;
using Imago.Gallery.Store;
using Imago.Gallery.Visitors;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Ballots;

/// <summary>
/// Draws a ballot that is closed: fixes the order of all lists (one transaction); gives each visitor her turn, which is a claim for the first of her wishes that is free, and then, with its letter,
/// the outcome (another); and opens what is left (the last). It may be killed anywhere and begun again by any server: the order is fixed once, a visitor's claims bear one key, and who has an
/// outcome has had her turn.
/// </summary>
internal sealed class Draw(GalleryDatabase database, ClaimStore claims, Caps caps, Vault vault, DrawLetters letters)
{
    private readonly Guid _holder = Guid.NewGuid();

    /// <summary>Is told of each step when it is done, for tests that kill.</summary>
    internal Action<string> Reached { get; init; } = static _ => { };

    /// <summary>Draws whatever is closed.</summary>
    /// <returns>How many visitors had their turn; 0 also where another server is at it.</returns>
    /// <exception cref="TurnLostException">Another server has taken over.</exception>
    /// <exception cref="GalleryException">The seed does not open: see <see cref="Seeds"/>.</exception>
    /// <exception cref="ClaimUnknownException">The database does not answer; called again it goes on.</exception>
    public async Task<int> RunAsync(CancellationToken cancel = default)
    {
        if (await ClosedAsync(cancel).ConfigureAwait(false) is not { } id || await Turn.TakeAsync(database, "ballot", _holder, cancel).ConfigureAwait(false) is not { } turn)
            return 0;
        await using var given = turn.ConfigureAwait(false);
        Reached("turn");
        if (await FixAsync(turn, id, cancel).ConfigureAwait(false) is not { } seed)
            return 0;
        Reached("order");
        var done = 0;
        for (; await NextAsync(id, cancel).ConfigureAwait(false) is { } entry; done++)
        {
            var outcome = await ChooseAsync(entry, seed, cancel).ConfigureAwait(false);
            Reached("claim");
            await TellAsync(turn, entry, outcome, cancel).ConfigureAwait(false);
            Reached("outcome");
        }
        await OpenAsync(turn, id, seed, cancel).ConfigureAwait(false);
        Reached("end");
        return done;
    }

    private string IsClosed => $"drawn_at IS NULL AND (lots IS NOT NULL OR closes_at <= {DatabaseClock.Now(database.Kind)})";

    private async Task<int?> ClosedAsync(CancellationToken cancel)
    {
        await using var data = database.Context();
#pragma warning disable EF1002 // What is set in is a constant.
        var closed = await data.Database.SqlQueryRaw<int>($"""SELECT id AS "Value" FROM ballots WHERE {IsClosed}""").ToListAsync(cancel).ConfigureAwait(false);
#pragma warning restore EF1002
        return closed is [var id, ..] ? id : null;
    }

    // The order, once for all. Returns the seed; null: the close was put off meanwhile.
    private async Task<byte[]?> FixAsync(Turn turn, int id, CancellationToken cancel)
    {
        await using var data = database.Context();
        var transaction = await data.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel).ConfigureAwait(false);
        await using var begun = transaction.ConfigureAwait(false);
        await turn.KeepAsync(data, cancel).ConfigureAwait(false);
        // Takes the row: from here on no list is changed, and every change that was begun has ended.
#pragma warning disable EF1002 // As above.
        if (await data.Database.ExecuteSqlRawAsync($"UPDATE ballots SET closes_at = closes_at WHERE id = @p0 AND {IsClosed}", [id], cancel).ConfigureAwait(false) != 1)
            return null;
#pragma warning restore EF1002
        var ballot = await data.Ballots.SingleAsync(one => one.Id == id, cancel).ConfigureAwait(false);
        var seed = Seeds.Open(ballot, vault);
        if (ballot.Lots is null)
        {
            var entries = await data.BallotEntries.Where(one => one.BallotId == id && data.Wishes.Any(wish => wish.VisitorId == one.VisitorId)).ToListAsync(cancel).ConfigureAwait(false);
            var order = Lots.Draw(seed, entries);
            foreach (var (i, entry) in order.Index())
                entry.Turn = i + 1;
            ballot.Lots = Lots.Write(order);
            await data.SaveChangesAsync(cancel).ConfigureAwait(false);
            await transaction.CommitAsync(cancel).ConfigureAwait(false);
        }
        return seed;
    }

    private async Task<BallotEntry?> NextAsync(int id, CancellationToken cancel)
    {
        await using var data = database.Context();
        return await data.BallotEntries.AsNoTracking().Where(one => one.BallotId == id && one.Turn != null && one.Outcome == null).OrderBy(static one => one.Turn).FirstOrDefaultAsync(cancel).ConfigureAwait(false);
    }

    private async Task<string> ChooseAsync(BallotEntry entry, byte[] seed, CancellationToken cancel)
    {
        await using var data = database.Context();
        var (key, her) = (Lots.KeyOf(seed, entry.VisitorId), entry.VisitorId);
        if (await OwnedAsync().ConfigureAwait(false) is { } owned)
            return owned; // before this ballot's close, elsewhere; or in this turn, whose server was killed
        if (await data.Visitors.AsNoTracking().SingleOrDefaultAsync(one => one.Id == her && one.LeftAt == null, cancel).ConfigureAwait(false) is not { } visitor)
            return BallotOutcome.None; // she left in this very moment
        if (await caps.IsReachedAsync(visitor, cancel).ConfigureAwait(false))
            return BallotOutcome.Cap;
        foreach (var work in await data.Wishes.Where(one => one.VisitorId == her).OrderBy(static one => one.Position).Select(static one => one.WorkNumber).ToListAsync(cancel).ConfigureAwait(false))
        {
            // A claim that was begun is waited for, also by a server that closes: whoever has the turn next must not choose beside it.
            switch (await claims.DrawAsync(work, her, key, entry.BallotId, CancellationToken.None).ConfigureAwait(false))
            {
                case ClaimAnswer.Taken:
                    return BallotOutcome.Won;
                case ClaimAnswer.VisitorHasOne:
                    return (await OwnedAsync().ConfigureAwait(false))!;
            }
        }
        return BallotOutcome.None;

        async Task<string?> OwnedAsync() => await data.Claims.Where(claim => claim.VisitorId == her).Select(static claim => (Guid?)claim.RequestKey).SingleOrDefaultAsync(cancel).ConfigureAwait(false) is { } known
            ? known == key ? BallotOutcome.Won : BallotOutcome.Owner
            : null;
    }

    private async Task TellAsync(Turn turn, BallotEntry entry, string outcome, CancellationToken cancel)
    {
        await using var data = database.Context();
        var transaction = await data.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel).ConfigureAwait(false);
        await using var begun = transaction.ConfigureAwait(false);
        await turn.KeepAsync(data, cancel).ConfigureAwait(false);
        var told = await data.BallotEntries.Where(one => one.BallotId == entry.BallotId && one.VisitorId == entry.VisitorId && one.Outcome == null)
            .ExecuteUpdateAsync(set => set.SetProperty(static one => one.Outcome, outcome), cancel).ConfigureAwait(false) == 1;
        if (told)
            await letters.AddAsync(data, entry, outcome, cancel).ConfigureAwait(false);
        await data.SaveChangesAsync(cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
        letters.Wake();
    }

    // Everyone has had her turn: what is left is anyone's, the seed is shown, and wishes and networks are forgotten.
    private async Task OpenAsync(Turn turn, int id, byte[] seed, CancellationToken cancel)
    {
        await using var data = database.Context();
        var transaction = await data.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel).ConfigureAwait(false);
        await using var begun = transaction.ConfigureAwait(false);
        await turn.KeepAsync(data, cancel).ConfigureAwait(false);
        await data.Places.Where(one => one.BallotId == id).ExecuteUpdateAsync(static set => set.SetProperty(static one => one.BallotId, (int?)null), cancel).ConfigureAwait(false);
        await data.Wishes.ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.BallotEntries.Where(one => one.BallotId == id && one.Turn == null).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.BallotEntries.Where(one => one.BallotId == id)
            .ExecuteUpdateAsync(static set => set.SetProperty(static one => one.Network, (string?)null).SetProperty(static one => one.Neighbourhood, (string?)null), cancel).ConfigureAwait(false);
        DateTimeOffset? now = DateTimeOffset.UtcNow;
        await data.Ballots.Where(one => one.Id == id).ExecuteUpdateAsync(set => set.SetProperty(static one => one.Seed, seed).SetProperty(static one => one.DrawnAt, now), cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }
}
