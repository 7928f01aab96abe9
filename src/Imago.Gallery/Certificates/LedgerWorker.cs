using System.Data.Common;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Certificates;

/// <summary>Lets the bookkeeper look at the outbox every second. What stops it stands in <see cref="Trouble"/> and in the log, and it tries again.</summary>
internal sealed partial class LedgerWorker(Bookkeeper bookkeeper, ILogger<LedgerWorker> log) : BackgroundService
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
                await bookkeeper.WorkOffAsync(stoppingToken).ConfigureAwait(false);
                Trouble = null;
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

    [LoggerMessage(Level = LogLevel.Error, Message = "The ledger does not go on: {Trouble}")]
    private partial void Stopped(string trouble);
}
