using System.Data.Common;
using System.Security.Cryptography;
using Imago.Gallery.Shell;
using Imago.Gallery.Store;
using Imago.Gallery.Visitors.Letters;
using Imago.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Visitors;

/// <summary>What a link or a code led to.</summary>
internal abstract record Proved
{
    /// <summary>It is she; the work that she was about to take.</summary>
    public sealed record Visitor(Guid Id, int? Wish) : Proved;

    /// <summary>Her address is changed.</summary>
    public sealed record Moved : Proved;

    /// <summary>The address belongs to somebody who is here, or was.</summary>
    public sealed record OfAnother : Proved;

    /// <summary>She had her data deleted and owns a work: until when she is known by the hash that was kept.</summary>
    public sealed record Left(DateTimeOffset Until) : Proved;

    /// <summary>Wrong, used, too old, of another browser, or tried too often.</summary>
    public sealed record Refused : Proved;
}

/// <summary>
/// Sign-in by a letter with a link and a code. Both can be used once, within ten minutes, and only in the browser that asked: a link that was forwarded, or that a scanner of mail
/// opens, signs nobody in. Who is new and who is known is not told apart until the address is proved.
/// </summary>
internal sealed class SignIns(GalleryDatabase database, Vault vault, PostOffice post, GallerySettings settings, Site site)
{
    /// <summary>How long a letter is good for.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    /// <summary>How long the hash of an address is kept after a deletion, so that the same person does not take a second work.</summary>
    public static readonly TimeSpan KnownAfterLeaving = TimeSpan.FromDays(365);

    /// <summary>Codes that may be tried for a letter: of 2⁴⁰, a chance of 5 in 10¹².</summary>
    public const int MostTries = 5;

    /// <summary>Letters an hour to one address; more are silently not sent, and every page says so.</summary>
    public const int MostLetters = 5;

    /// <summary>Asks for a letter.</summary>
    /// <param name="context">Who asks, from where.</param>
    /// <param name="address">Whereto.</param>
    /// <param name="words">The letter's language.</param>
    /// <param name="browser">The token of the browser.</param>
    /// <param name="proved">Whether the browser computed for it; if not, the letter waits.</param>
    /// <param name="wish">The work that she is about to take.</param>
    /// <param name="moves">Who changes her address to this one; null: someone signs in.</param>
    /// <returns>False: too many from this network.</returns>
    public async Task<bool> AskAsync(HttpContext context, EmailAddress address, Words words, string browser, bool proved, int? wish, Guid? moves = null)
    {
        var (now, hash, network) = (DateTimeOffset.UtcNow, vault.HashOf(address), vault.HashOfNetwork(context.Connection.RemoteIpAddress));
        var hour = now - TimeSpan.FromHours(1);
        await using var data = database.Context();
        var most = proved ? settings.LettersPerNetwork : settings.LettersPerNetwork / 4;
        if (await data.SignIns.CountAsync(one => one.Network == network && one.AskedAt > hour).ConfigureAwait(false) >= most)
            return false;
        if (await data.SignIns.CountAsync(one => one.EmailMac == hash && one.AskedAt > hour).ConfigureAwait(false) >= MostLetters)
            return true;
        var (token, code, id) = (Tokens.New(), Tokens.NewCode(), Guid.NewGuid());
        var sendAt = proved ? now : now + TimeSpan.FromSeconds(settings.WaitWithoutProof);
        data.SignIns.Add(new()
        {
            Id = id, TokenHash = Tokens.Hash(token), CodeHash = vault.HashOfCode(id, code), Browser = Tokens.Hash(browser), EmailMac = hash, Email = vault.Seal(address.Typed),
            Network = network, VisitorId = moves, Wish = wish, AskedAt = now, ExpiresAt = sendAt + Lasts,
        });
        var link = $"{site.Address!}/{words.Language}/sign-in/link?t={token}";
        data.Letters.Add(post.Waiting(new(address.Typed, words.Of("visitors.letter.subject", settings.Name), words.Of("visitors.letter.text", settings.Name, link, code), sendAt + Lasts), hash, moves, sendAt));
        await data.SaveChangesAsync().ConfigureAwait(false);
        post.Wake();
        return true;
    }

    /// <summary>Uses a link's token.</summary>
    public async Task<Proved> ByLinkAsync(string? token, string? browser, SignedIn? who, Words words)
    {
        if (!Tokens.IsOne(token) || browser is null)
            return new Proved.Refused();
        var (hash, of, now) = (Tokens.Hash(token!), Tokens.Hash(browser), DateTimeOffset.UtcNow);
        await using var data = database.Context();
        var found = await data.SignIns.AsNoTracking().SingleOrDefaultAsync(one => one.TokenHash == hash && one.Browser == of && one.UsedAt == null && one.ExpiresAt > now).ConfigureAwait(false);
        return await UseAsync(data, found, who, words).ConfigureAwait(false);
    }

    /// <summary>Tries a code against the open letters of a browser.</summary>
    public async Task<Proved> ByCodeAsync(string? typed, string? browser, SignedIn? who, Words words)
    {
        if (Tokens.ReadCode(typed) is not { } code || browser is null)
            return new Proved.Refused();
        var (of, now) = (Tokens.Hash(browser), DateTimeOffset.UtcNow);
        await using var data = database.Context();
        // The try is counted before the code is looked at: however many are sent at once, five are looked at.
        var open = await data.SignIns.AsNoTracking().Where(one => one.Browser == of && one.UsedAt == null && one.ExpiresAt > now && one.Tries < MostTries).ToListAsync().ConfigureAwait(false);
        SignIn? found = null;
        foreach (var one in open)
        {
            var counted = await data.SignIns.Where(row => row.Id == one.Id && row.Tries < MostTries).ExecuteUpdateAsync(static set => set.SetProperty(static row => row.Tries, static row => row.Tries + 1)).ConfigureAwait(false) == 1;
            if (counted && CryptographicOperations.FixedTimeEquals(one.CodeHash, vault.HashOfCode(one.Id, code)))
                found = one;
        }
        return await UseAsync(data, found, who, words).ConfigureAwait(false);
    }

    // Whoever sets used_at first has used it.
    private async Task<Proved> UseAsync(GalleryContext data, SignIn? signIn, SignedIn? who, Words words)
    {
        var now = DateTimeOffset.UtcNow;
        if (signIn is null || signIn.VisitorId is { } mover && mover != who?.Visitor.Id)
            return new Proved.Refused();
        if (await data.SignIns.Where(one => one.Id == signIn.Id && one.UsedAt == null && one.ExpiresAt > now).ExecuteUpdateAsync(set => set.SetProperty(static one => one.UsedAt, now)).ConfigureAwait(false) != 1)
            return new Proved.Refused();
        var leaver = vault.HashOfLeaver(signIn.EmailMac);
        var left = await data.Visitors.AsNoTracking().Where(one => one.EmailMac == leaver && one.LeftAt != null).Select(static one => one.LeftAt).SingleOrDefaultAsync().ConfigureAwait(false);
        if (signIn.VisitorId is not null)
            return left is not null || !await MoveAsync(data, signIn, who!, words).ConfigureAwait(false) ? new Proved.OfAnother() : new Proved.Moved();
        return left is { } when ? new Proved.Left(when + KnownAfterLeaving) : new Proved.Visitor(await JoinAsync(data, signIn).ConfigureAwait(false), signIn.Wish);
    }

    // The address's hash is unique: of two who join with one address at once, both are the one that was first.
    private static async Task<Guid> JoinAsync(GalleryContext data, SignIn signIn)
    {
        var (id, now) = (Guid.NewGuid(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        await data.Database.ExecuteSqlAsync($"INSERT INTO visitors (id, email_mac, email, network, joined_at) VALUES ({id}, {signIn.EmailMac}, {signIn.Email}, {signIn.Network}, {now}) ON CONFLICT DO NOTHING").ConfigureAwait(false);
        return await data.Visitors.Where(one => one.EmailMac == signIn.EmailMac).Select(static one => one.Id).SingleAsync().ConfigureAwait(false);
    }

    private async Task<bool> MoveAsync(GalleryContext data, SignIn signIn, SignedIn who, Words words)
    {
        var transaction = await data.Database.BeginTransactionAsync().ConfigureAwait(false);
        await using var begun = transaction.ConfigureAwait(false);
        try
        {
            var changed = await data.Visitors.Where(one => one.Id == who.Visitor.Id && one.LeftAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(static one => one.EmailMac, signIn.EmailMac).SetProperty(static one => one.Email, signIn.Email)).ConfigureAwait(false);
            if (changed != 1)
                return false;
        }
        catch (DbException e) when (e is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation } or Microsoft.Data.Sqlite.SqliteException { SqliteExtendedErrorCode: 2067 })
        {
            return false;
        }
        // What was asked for by the address that is hers no more is over and forgets it, for nobody would find it when she leaves; it counts for the limits still.
        var (now, old, gone, nothing) = (DateTimeOffset.UtcNow, who.Visitor.EmailMac!, vault.HashOfLeaver(who.Visitor.EmailMac!), vault.Seal(""));
        await data.SignIns.Where(one => one.EmailMac == old)
            .ExecuteUpdateAsync(set => set.SetProperty(static one => one.EmailMac, gone).SetProperty(static one => one.Email, nothing).SetProperty(static one => one.UsedAt, now)).ConfigureAwait(false);
        await post.ForgetAsync(data, old, visitor: null, CancellationToken.None).ConfigureAwait(false);
        foreach (var (address, mac) in new[] { (who.Visitor.Email!, who.Visitor.EmailMac!), (signIn.Email, signIn.EmailMac) })
            data.Letters.Add(post.Waiting(new(vault.Open(address), words.Of("visitors.moved.subject", settings.Name), words.Of("visitors.moved.text", settings.Name), now + TimeSpan.FromDays(3)), mac, who.Visitor.Id, now));
        await data.Sessions.Where(one => one.VisitorId == who.Visitor.Id && one.TokenHash != who.Session.TokenHash).ExecuteDeleteAsync().ConfigureAwait(false);
        await data.SaveChangesAsync().ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        post.Wake();
        return true;
    }
}
