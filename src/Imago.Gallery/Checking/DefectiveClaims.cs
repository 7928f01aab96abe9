using Imago.Gallery.Claims;

namespace Imago.Gallery.Checking;

/// <summary>A store with a mistake in it, which a check has to find. One claim of fifty meets it.</summary>
internal sealed class DefectiveClaims(ClaimStore store, Defect defect) : ClaimStore
{
    private int _asked;

    public override ValueTask DisposeAsync() => store.DisposeAsync();

    private protected override async Task<ClaimAnswer> DecideAsync(ClaimRequest request)
    {
        if (Interlocked.Increment(ref _asked) % 50 != 0)
            return await Ask(request.Key).ConfigureAwait(false);
        switch (defect)
        {
            case Defect.SwallowCommit:
                return new ClaimAnswer.Taken();
            case Defect.RetryWithoutKey: // the first answer counts as lost
                await Ask(request.Key).ConfigureAwait(false);
                return await Ask(Guid.NewGuid()).ConfigureAwait(false);
            default:
                return await Ask(request.Key).ConfigureAwait(false);
        }

        Task<ClaimAnswer> Ask(Guid key) => store.ClaimAsync(request.Work, request.Visitor, key);
    }
}
