using System.Security.Cryptography;
using System.Text.Json;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Visitors.Letters;

/// <summary>
/// Letters wait in the database until they are sent, so a page answers at once and alike whether a letter follows or not, and a restart loses none. Who sends one pushes its time
/// forward first: of several servers one sends it, and another tries again a minute later if that one died.
/// </summary>
internal sealed partial class PostOffice(GalleryDatabase database, Vault vault, LetterSender sender, ILogger<PostOffice> log) : BackgroundService
{
    private const int MostTries = 8;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1), s_retry = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _new = new(0);

    /// <summary>A letter as a row, to be added to the caller's own transaction.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="emailMac">Keyed hash of its address.</param>
    /// <param name="visitor">Whose affair it is; null: of someone who is not known yet.</param>
    /// <param name="sendAt">Not before.</param>
    public WaitingLetter Waiting(Letter letter, byte[] emailMac, Guid? visitor, DateTimeOffset sendAt) => new() { Id = Guid.NewGuid(), EmailMac = emailMac, VisitorId = visitor, Sealed = vault.Seal(JsonSerializer.Serialize(letter)), SendAt = sendAt };

    /// <summary>Deletes letters to a mailbox that she has no more, waiting or in the gallery's folder, and those about a visitor who leaves: in the caller's transaction, before its end, so that it is done again where that fails.</summary>
    /// <param name="data">The caller's tables.</param>
    /// <param name="emailMac">Keyed hash of the mailbox.</param>
    /// <param name="visitor">Who leaves; null: nobody.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="IOException">The folder keeps them.</exception>
    public async Task ForgetAsync(GalleryContext data, byte[] emailMac, Guid? visitor, CancellationToken cancel)
    {
        await data.Letters.Where(one => one.EmailMac == emailMac || visitor != null && one.VisitorId == visitor).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        sender.Forget(emailMac, visitor);
    }

    /// <summary>There may be something to send now.</summary>
    public void Wake() => _new.Release();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SendDueAsync(stoppingToken).ConfigureAwait(false);
                await _new.WaitAsync(s_look, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or DbUpdateException or IOException or UnauthorizedAccessException)
            {
                LogDatabase(e.GetType().Name);
                await Task.Delay(s_look, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private async Task SendDueAsync(CancellationToken cancel)
    {
        var now = DateTimeOffset.UtcNow;
        await using var data = database.Context();
        foreach (var row in await data.Letters.AsNoTracking().Where(row => row.SendAt <= now).OrderBy(static row => row.SendAt).Take(50).ToListAsync(cancel).ConfigureAwait(false))
        {
            var again = DateTimeOffset.UtcNow + s_retry;
            var mine = await data.Letters.Where(one => one.Id == row.Id && one.SendAt == row.SendAt)
                .ExecuteUpdateAsync(set => set.SetProperty(static one => one.SendAt, again).SetProperty(static one => one.Tries, static one => one.Tries + 1), cancel).ConfigureAwait(false) == 1;
            if (mine && await TrySendAsync(row, cancel).ConfigureAwait(false) && await data.Letters.Where(one => one.Id == row.Id).ExecuteDeleteAsync(CancellationToken.None).ConfigureAwait(false) == 0)
                sender.Forget(row.EmailMac, row.VisitorId); // she left while it was on its way
        }
    }

    // True: nothing more is to be done with it.
    private async Task<bool> TrySendAsync(WaitingLetter row, CancellationToken cancel)
    {
        try
        {
            var letter = JsonSerializer.Deserialize<Letter>(vault.Open(row.Sealed))!;
            if (letter.Until > DateTimeOffset.UtcNow)
                await sender.SendAsync(letter, row, cancel).ConfigureAwait(false);
            return true;
        }
        catch (LetterException e)
        {
            LogNotSent(e.Message, row.Tries + 1, MostTries);
            return row.Tries + 1 >= MostTries;
        }
        catch (CryptographicException)
        {
            LogOtherKey(vault.Path);
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A letter was not sent, try {Try} of {Most}. {Why}")]
    private partial void LogNotSent(string why, int @try, int most);

    [LoggerMessage(Level = LogLevel.Error, Message = "A letter was sealed with another key than {Path} and is dropped: the visitor can ask again.")]
    private partial void LogOtherKey(string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The letters that wait cannot be read ({Kind}): tried again in a second.")]
    private partial void LogDatabase(string kind);
}
