using Imago.Gallery.Operations;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Certificates;

/// <summary>Lets the bookkeeper work, and knows what stops him: in <see cref="Trouble"/> and in the log.</summary>
internal sealed partial class LedgerWorker(Bookkeeper bookkeeper, GalleryDatabase database, GalleryMeter meter, ILogger<LedgerWorker> log) : IChore
{
    private bool _mended;

    /// <inheritdoc/>
    public string Name => "ledger";

    /// <summary>Why the ledger does not go on, in one sentence; null: it does.</summary>
    public string? Trouble { get; private set; }

    /// <summary>One look at the outbox. What can mend itself is kept in <see cref="Trouble"/> and tried again the next time.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            if (!_mended)
                await bookkeeper.MendTailAsync(cancel).ConfigureAwait(false);
            _mended = true;
            meter.Entries(await bookkeeper.WorkOffAsync(cancel).ConfigureAwait(false));
            Trouble = null;
            await MeasureAsync(cancel).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever stops the ledger must not close the gallery: /health tells it, and the next look tries again.
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (Trouble != e.Message)
                Stopped(e.Message);
            Trouble = e.Message;
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
