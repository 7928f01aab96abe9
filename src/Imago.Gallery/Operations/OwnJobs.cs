using Microsoft.Extensions.Hosting;

namespace Imago.Gallery.Operations;

/// <summary>What a gallery of one server does by itself: every second a look at each chore, none of which waits for another.</summary>
internal sealed class OwnJobs(IEnumerable<Chore> chores) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(chores.Select(chore => RepeatAsync(chore, stoppingToken)));

    private static async Task RepeatAsync(Chore chore, CancellationToken stop)
    {
        using var clock = new PeriodicTimer(SharedJobs.Pause);
        do
            await chore.LookAsync(stop).ConfigureAwait(false);
        while (await clock.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }
}
