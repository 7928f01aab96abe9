using Imago.Torch.Interop;

namespace Imago.Torch;

/// <summary>
/// Work on a CUDA device, recorded once and replayed: the host starts it as one, which for a small batch takes less time than to start its kernels one by one.
/// Replayed work reads and writes the memory of the tensors that it was recorded with.
/// </summary>
public sealed class CudaGraph : IDisposable
{
    private readonly GraphHandle _handle;

    private CudaGraph(GraphHandle handle) => _handle = handle;

    /// <summary>Records work. It must have run before, so that all is set up that it needs, and must not read numbers back nor draw random ones.</summary>
    /// <param name="device">A CUDA device.</param>
    /// <param name="work">Queues kernels; they are not run. Tensors that it makes and keeps are where replays leave their results.</param>
    /// <exception cref="TorchException">The work cannot be recorded, or there is no CUDA.</exception>
    public static CudaGraph Record(Device device, Action work)
    {
        TorchLibrary.EnsureLoaded();
        Border.Check(Native.imago_graph_begin(device.Index, out var handle));
        try
        {
            work();
            Border.Check(Native.imago_graph_end(handle));
            return new(handle);
        }
        catch
        {
            // What failed first is what the caller must hear of.
            Native.imago_free_text(Native.imago_graph_end(handle));
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Queues the work again.</summary>
    public void Replay() => Border.Check(Native.imago_graph_replay(_handle));

    /// <summary>Frees the recording and the memory of what it made.</summary>
    public void Dispose() => _handle.Dispose();
}
