using Imago.Gallery.Operations;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Ballots;

/// <summary>Lets ballots be drawn when they close.</summary>
internal sealed class DrawWorker(Draw draw, ILogger<DrawWorker> log) : Chore(log)
{
    /// <inheritdoc/>
    public override string Name => "ballot";

    /// <inheritdoc/>
    protected override Task DoAsync(CancellationToken cancel) => draw.RunAsync(cancel);
}
