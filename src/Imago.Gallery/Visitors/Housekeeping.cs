using System.Security.Cryptography;
using Imago.Gallery.Learning;
using Imago.Gallery.Store;
using Imago.Gallery.Visitors.Letters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Visitors;

/// <summary>Every hour, what is kept of persons, and of what they see, for a time only is deleted when its time is over. Several servers may do so at once.</summary>
internal sealed partial class Housekeeping(GalleryDatabase database, GallerySettings settings, Vault vault, LetterSender sender, ILogger<Housekeeping> log) : BackgroundService
{
    /// <summary>How long a joined visitor's network is known, and after a draw who had which ballot number.</summary>
    public static readonly TimeSpan NetworkKept = TimeSpan.FromDays(30);

    /// <summary>How long a letter that was asked for counts for the limits.</summary>
    public static readonly TimeSpan AskingKept = TimeSpan.FromDays(1);

    /// <summary>How long letters lie in the gallery's folder, where no mail server has them.</summary>
    public static readonly TimeSpan LettersKept = TimeSpan.FromDays(30);

    /// <summary>Sees that the settings can be meant, and that the key opens what was sealed.</summary>
    /// <exception cref="GalleryException">They cannot, or it is another key.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Expect("proofOfWorkBits", settings.ProofOfWorkBits, 0, 26);
        Expect("waitWithoutProof", settings.WaitWithoutProof, 0, 3600);
        Expect("lettersPerNetwork", settings.LettersPerNetwork, 4, 1_000_000);
        Expect("takesPerNetwork", settings.TakesPerNetwork, 1, 1_000_000);
        if (settings.Contact is { } contact && !(Uri.TryCreate(contact, UriKind.Absolute, out var known) && known.Scheme is "mailto" or "https" or "http"))
            throw new GalleryException($"contact in gallery.json is '{contact}', expected such as mailto:keeper@gallery.example.");
        await using var data = database.Context();
        var address = await data.Visitors.Where(static one => one.Email != null).Select(static one => one.Email).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        var seed = await data.Ballots.Where(static one => one.DrawnAt == null).Select(static one => one.SealedSeed).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var one in new[] { address, seed }.OfType<byte[]>())
                vault.Open(one);
        }
        catch (CryptographicException e)
        {
            throw new GalleryException($"'{vault.Path}' is not the key with which addresses of visitors and seeds of ballots were sealed: take that one from the backup, or nobody is known again and no ballot drawn.", e);
        }
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes what is over.</summary>
    public async Task TidyAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await using var data = database.Context();
        var (asked, network, left) = (now - AskingKept, now - NetworkKept, now - SignIns.KnownAfterLeaving);
        await data.SignIns.Where(one => one.AskedAt < asked).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.Sessions.Where(one => one.ExpiresAt < now).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        var oldest = DailyOrder.DayOf(now) - ViewLog.DaysKept;
        await data.Views.Where(one => one.Day < oldest).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.Spent.Where(one => one.ExpiresAt < now).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.BallotEntries.Where(one => data.Ballots.Any(ballot => ballot.Id == one.BallotId && ballot.DrawnAt < network)).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await data.Visitors.Where(one => one.Network != null && one.JoinedAt < network).ExecuteUpdateAsync(static set => set.SetProperty(static one => one.Network, (string?)null), cancel).ConfigureAwait(false);
        await data.Visitors.Where(one => one.LeftAt != null && one.LeftAt < left && one.EmailMac != null).ExecuteUpdateAsync(static set => set.SetProperty(static one => one.EmailMac, (byte[]?)null), cancel).ConfigureAwait(false);
        sender.Tidy(now - LettersKept);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hour = new PeriodicTimer(TimeSpan.FromHours(1));
        do
        {
            try
            {
                await TidyAsync(DateTimeOffset.UtcNow, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or IOException or UnauthorizedAccessException)
            {
                LogNotTidied(e.GetType().Name);
            }
        }
        while (await hour.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private static void Expect(string name, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new GalleryException($"{name} in gallery.json is {value}, expected {least} to {most}.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is over could not be deleted ({Kind}): tried again in an hour.")]
    private partial void LogNotTidied(string kind);
}
