using Imago.Gallery.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Visitors;

/// <summary>A visitor who is signed in, as one request sees her.</summary>
/// <param name="Visitor">Who.</param>
/// <param name="Session">In which browser.</param>
internal sealed record SignedIn(Visitor Visitor, VisitorSession Session)
{
    /// <summary>How long one counts as just having shown that it is she: enough for what cannot be undone.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>Whether she just has.</summary>
    public bool IsFresh => DateTimeOffset.UtcNow - Session.ProvedAt < Fresh;
}

/// <summary>Who is signed in where. A session is a row: what is deleted there has ended, on every server, at once.</summary>
internal sealed class Sessions(GalleryDatabase database, Cookies cookies)
{
    /// <summary>How long a browser stays signed in.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(30);

    /// <summary>Who sends this request; null: nobody who is signed in.</summary>
    public async Task<SignedIn?> FindAsync(HttpContext context)
    {
        if (cookies.Read(context, Cookies.Session) is not { } token)
            return null;
        var (hash, now) = (Tokens.Hash(token), DateTimeOffset.UtcNow);
        await using var data = database.Context();
        var found = await data.Sessions.AsNoTracking().Where(session => session.TokenHash == hash && session.ExpiresAt > now)
            .Join(data.Visitors.Where(static visitor => visitor.LeftAt == null), static session => session.VisitorId, static visitor => visitor.Id, static (session, visitor) => new { session, visitor })
            .SingleOrDefaultAsync(context.RequestAborted).ConfigureAwait(false);
        if (found is null)
            return null;
        var today = DayOf(now);
        if (found.session.SeenAt < today)
            await data.Sessions.Where(session => session.TokenHash == hash).ExecuteUpdateAsync(set => set.SetProperty(static session => session.SeenAt, today), context.RequestAborted).ConfigureAwait(false);
        return new(found.visitor, found.session);
    }

    /// <summary>Signs a visitor in: always a new token, and what the browser had before ends.</summary>
    /// <param name="context">In which browser.</param>
    /// <param name="visitor">Who.</param>
    /// <param name="kind">How: one of <see cref="SignInKind"/>.</param>
    public async Task BeginAsync(HttpContext context, Guid visitor, string kind)
    {
        await EndAsync(context).ConfigureAwait(false);
        var (token, now) = (Tokens.New(), DateTimeOffset.UtcNow);
        await using var data = database.Context();
        data.Sessions.Add(new() { TokenHash = Tokens.Hash(token), VisitorId = visitor, MadeAt = now, Kind = kind, ProvedAt = now, SeenAt = DayOf(now), ExpiresAt = now + Lasts });
        await data.SaveChangesAsync(context.RequestAborted).ConfigureAwait(false);
        cookies.Write(context, Cookies.Session, token, Lasts);
    }

    /// <summary>Signs this browser out.</summary>
    public async Task EndAsync(HttpContext context)
    {
        if (cookies.Read(context, Cookies.Session) is not { } token)
            return;
        var hash = Tokens.Hash(token);
        await using var data = database.Context();
        await data.Sessions.Where(session => session.TokenHash == hash).ExecuteDeleteAsync().ConfigureAwait(false);
        cookies.Delete(context, Cookies.Session);
    }

    /// <summary>Signs a visitor out of one of her browsers; no other's session is ended by its hash.</summary>
    public async Task EndOneAsync(Guid visitor, byte[] hash)
    {
        await using var data = database.Context();
        await data.Sessions.Where(session => session.VisitorId == visitor && session.TokenHash == hash).ExecuteDeleteAsync().ConfigureAwait(false);
    }

    /// <summary>Signs a visitor out of all her browsers; of all but one, where one is named.</summary>
    public async Task EndAllAsync(Guid visitor, byte[]? but = null)
    {
        await using var data = database.Context();
        await data.Sessions.Where(session => session.VisitorId == visitor && (but == null || session.TokenHash != but)).ExecuteDeleteAsync().ConfigureAwait(false);
    }

    // The day is enough to know a browser by; the hour would tell how she lives.
    private static DateTimeOffset DayOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);
}
