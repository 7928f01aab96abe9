using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Operations;

/// <summary>
/// Something that the gallery does by itself again and again, on whichever of its servers. It may run twice, and may be killed: its own turns and keys keep it from doing twice. Whatever stops it does
/// not close the gallery: it is logged once, and the next look tries again.
/// </summary>
internal abstract partial class Chore(ILogger log)
{
    /// <summary>Its name, one of its kind.</summary>
    public abstract string Name { get; }

    /// <summary>Why it does not go on, in one sentence; null: it does.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Looks whether there is something to do, and does it.</summary>
    /// <exception cref="OperationCanceledException">The gallery closes.</exception>
    public async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            await DoAsync(cancel).ConfigureAwait(false);
            Trouble = null;
        }
#pragma warning disable CA1031 // See above.
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (Trouble != e.Message)
                Stopped(Name, e.Message);
            Trouble = e.Message;
        }
    }

    /// <summary>Does what there is to do.</summary>
    protected abstract Task DoAsync(CancellationToken cancel);

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Chore} does not go on: {Trouble}")]
    private partial void Stopped(string chore, string trouble);
}
