using Imago.Gallery.Shell;
using Imago.Gallery.Store;
using Imago.Gallery.Visitors;
using Imago.Gallery.Visitors.Letters;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Ballots;

/// <summary>What visitors are written after their turn.</summary>
internal sealed class DrawLetters(PostOffice post, Vault vault, GallerySettings settings, Site site)
{
    /// <summary>How long a letter waits for a server of mail that does not answer.</summary>
    private static readonly TimeSpan s_lasts = TimeSpan.FromDays(3);

    /// <summary>Adds a letter to the transaction of its outcome. Who had a work already, or has left, gets none.</summary>
    public async Task AddAsync(GalleryContext data, BallotEntry entry, string outcome, CancellationToken cancel)
    {
        var her = await data.Visitors.AsNoTracking().SingleOrDefaultAsync(one => one.Id == entry.VisitorId && one.LeftAt == null, cancel).ConfigureAwait(false);
        if (her is null || outcome == BallotOutcome.Owner)
            return;
        var (words, now) = (Languages.Texts.In(entry.Language), DateTimeOffset.UtcNow);
        var home = $"{site.Address!}/{entry.Language}";
        var text = outcome switch
        {
            BallotOutcome.Won => words.Of("ballots.letter.won", settings.Name, await WonAsync().ConfigureAwait(false), entry.Turn, $"{home}/mine"),
            BallotOutcome.Cap => words.Of("ballots.letter.cap", settings.Name, settings.TakesPerNetwork, entry.Turn, home),
            _ => words.Of("ballots.letter.none", settings.Name, entry.Turn, home),
        };
        data.Letters.Add(post.Waiting(new(vault.Open(her.Email!), words.Of("ballots.letter.subject", settings.Name), text, now + s_lasts), her.EmailMac!, her.Id, now));

        Task<int> WonAsync() => data.Claims.Where(claim => claim.VisitorId == entry.VisitorId).Select(static claim => claim.WorkNumber).SingleAsync(cancel);
    }

    /// <summary>There is something to send.</summary>
    public void Wake() => post.Wake();
}
