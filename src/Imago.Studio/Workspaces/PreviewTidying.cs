using Microsoft.Extensions.Hosting;

namespace Imago.Studio.Workspaces;

/// <summary>Tidies the previews when the studio is opened, and once an hour.</summary>
/// <param name="previews">The previews.</param>
internal sealed class PreviewTidying(PreviewFolder previews) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every);
        do
        {
            try
            {
                await Task.Run(previews.Tidy, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody is at the same folder, or it may not be written to: the next hour will do, and whatever lies there does no harm.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
