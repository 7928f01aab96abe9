using Imago.Torch;

// The count of living tensors is one for the process, so the tests of this assembly run one after another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Imago.Torch.Tests;

/// <summary>Asserts at the end of each test that it left no native tensor behind.</summary>
public abstract class LeakCheck : IDisposable
{
    private readonly long _before = TensorScope.LiveTensors;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        // Handles that nobody disposed are finalized here and would hide a leak: so there is no collection before the count.
        Assert.Equal(_before, TensorScope.LiveTensors);
    }
}
