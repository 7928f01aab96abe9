using Imago.Gallery.Certificates;
using Microsoft.Extensions.Hosting;

namespace Imago.Gallery.Operations;

/// <summary>What a gallery of one server does by itself: every second a look at the outbox.</summary>
internal sealed class OwnJobs(LedgerWorker ledger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(SharedJobs.Pause);
        try
        {
            do
                await ledger.LookAsync(stoppingToken).ConfigureAwait(false);
            while (await clock.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gallery closes.
        }
    }
}
