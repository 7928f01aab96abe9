using Imago.Gallery.Operations;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Certificates;

/// <summary>Lets the bookkeeper work; /health tells what stops him.</summary>
internal sealed class LedgerWorker(Bookkeeper bookkeeper, GalleryDatabase database, GalleryMeter meter, ILogger<LedgerWorker> log) : Chore(log)
{
    private bool _mended;

    /// <inheritdoc/>
    public override string Name => "ledger";

    /// <inheritdoc/>
    protected override async Task DoAsync(CancellationToken cancel)
    {
        if (!_mended)
            await bookkeeper.MendTailAsync(cancel).ConfigureAwait(false);
        _mended = true;
        meter.Entries(await bookkeeper.WorkOffAsync(cancel).ConfigureAwait(false));
        await MeasureAsync(cancel).ConfigureAwait(false);
    }

    private async Task MeasureAsync(CancellationToken cancel)
    {
        var context = database.Context();
        await using var open = context.ConfigureAwait(false);
        var (queue, since) = await bookkeeper.QueueAsync(cancel).ConfigureAwait(false);
        meter.Measure(await context.Claims.CountAsync(cancel).ConfigureAwait(false), queue, since is { } at ? DateTimeOffset.UtcNow - at : TimeSpan.Zero);
    }
}
