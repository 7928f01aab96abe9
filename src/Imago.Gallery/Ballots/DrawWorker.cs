using Imago.Gallery.Operations;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Ballots;

/// <summary>Lets ballots be drawn when they close, and says in the log what stops a draw.</summary>
internal sealed partial class DrawWorker(Draw draw, ILogger<DrawWorker> log) : IChore
{
    private string? _trouble;

    /// <inheritdoc/>
    public string Name => "ballot";

    /// <inheritdoc/>
    public async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            await draw.RunAsync(cancel).ConfigureAwait(false);
            _trouble = null;
        }
#pragma warning disable CA1031 // Whatever stops a draw must not close the gallery: the next look goes on with it.
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (_trouble != e.Message)
                Stopped(e.Message);
            _trouble = e.Message;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The draw does not go on: {Trouble}")]
    private partial void Stopped(string trouble);
}
