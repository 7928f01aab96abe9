using Imago.Gallery.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Operations;

/// <summary>Once, when the gallery opens and while it is open already: what a server that was killed left half written in its folders is deleted.</summary>
internal sealed partial class Tidying(Stores stores, ILogger<Tidying> log) : BackgroundService
{
    /// <summary>Nothing is written for so long.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() =>
    {
        foreach (var store in new[] { stores.Public, stores.Full }.OfType<FolderStore>())
        {
            try
            {
                if (store.Tidy(Age, stoppingToken) is > 0 and var gone)
                    LogTidied(gone, store.Path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotTidied(store.Path, e.Message);
            }
        }
    }, stoppingToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} files that were never finished are deleted in {Path}.")]
    private partial void LogTidied(int count, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was never finished in {Path} cannot be deleted ({Reason}): it takes space, and does no other harm.")]
    private partial void LogNotTidied(string path, string reason);
}
