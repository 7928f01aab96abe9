using Imago.Torch;

// The count of living tensors is one for the process, so the tests of this assembly run one after another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Imago.Latent.Tests;

/// <summary>A folder of the test's own; asserts at the end of each test that it left no native tensor behind.</summary>
public abstract class LeakCheck : IDisposable
{
    private readonly long _before = TensorScope.LiveTensors;
    private readonly string _folder = Directory.CreateTempSubdirectory("imago-latent-").FullName;

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(_folder, recursive: true);
        // Handles that nobody disposed are finalized here and would hide a leak: so there is no collection before the count.
        Assert.Equal(_before, TensorScope.LiveTensors);
    }

    protected string At(string name) => Path.Combine(_folder, name);
}
