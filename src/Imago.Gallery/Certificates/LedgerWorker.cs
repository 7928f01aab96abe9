using System.Data.Common;
using Imago.Gallery.Operations;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Certificates;

/// <summary>Lets the bookkeeper look at the outbox every second. What stops it stands in <see cref="Trouble"/> and in the log, and it tries again.</summary>
internal sealed partial class LedgerWorker(Bookkeeper bookkeeper, GalleryDatabase database, GalleryMeter meter, ILogger<LedgerWorker> log) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1), s_afterTrouble = TimeSpan.FromSeconds(5);

    /// <summary>Why the ledger does not go on, in one sentence; null: it does.</summary>
    public string? Trouble { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                meter.Entries(await bookkeeper.WorkOffAsync(stoppingToken).ConfigureAwait(false));
                Trouble = null;
                await MeasureAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is GalleryException or DbException or DbUpdateException or IOException or TurnLostException or InvalidOperationException or TimeoutException)
            {
                if (Trouble != e.Message)
                    Stopped(e.Message);
                Trouble = e.Message;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(Trouble is null ? s_pause : s_afterTrouble, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task MeasureAsync(CancellationToken cancel)
    {
        var context = database.Context();
        await using var open = context.ConfigureAwait(false);
        var (queue, since) = await bookkeeper.QueueAsync(cancel).ConfigureAwait(false);
        meter.Measure(await context.Claims.CountAsync(cancel).ConfigureAwait(false), queue, since is { } at ? DateTimeOffset.UtcNow - at : TimeSpan.Zero);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The ledger does not go on: {Trouble}")]
    private partial void Stopped(string trouble);
}
