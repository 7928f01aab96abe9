using Imago.Torch.Interop;

namespace Imago.Torch;

/// <summary>
/// Gradients averaged over the processes of a group, in buckets that set out while the backward pass goes on. One for each kind of loss: it remembers the order
/// in which its gradients come.
/// </summary>
/// <param name="group">The processes; not owned.</param>
/// <param name="bucketBytes">A bucket sets out when it holds so much. Small ones set out sooner, large ones travel better.</param>
public sealed class GradientReducer(ProcessGroup group, long bucketBytes = 4 << 20)
{
    private int[]? _order;

    /// <summary>The gradients of a loss plus earlier ones, averaged; of what the loss does not depend on too.</summary>
    /// <param name="loss">A scalar.</param>
    /// <param name="inputs">Leaves in fp32, the same ones in every call.</param>
    /// <param name="sums">Earlier gradients of this process, to be averaged with those of the loss; null for none.</param>
    /// <exception cref="PeerLostException">Another process is gone.</exception>
    public unsafe Tensor[] Grad(Tensor loss, Tensor[] inputs, Tensor?[] sums)
    {
        var order = _order ?? new int[inputs.Length];
        var earlier = sums.OfType<Tensor>().ToArray();
        nint* by = stackalloc nint[inputs.Length], plus = stackalloc nint[inputs.Length], found = stackalloc nint[inputs.Length], held = stackalloc nint[earlier.Length];
        Tensor.HoldAll(inputs, by);
        Tensor.HoldAll(earlier, held);
        for (int i = 0, next = 0; i < sums.Length; i++)
            plus[i] = sums[i] is null ? 0 : held[next++];
        var before = group.WaitSeconds;
        double waited = 0;
        try
        {
            fixed (int* places = order)
            {
                var at = places;
                group.Exchange(() => Native.imago_mean_grad(group.Handle, loss.Handle, by, plus, inputs.Length, bucketBytes, at, _order is null ? 0 : 1, found, out waited));
            }
        }
        finally
        {
            Tensor.ReleaseAll(inputs);
            Tensor.ReleaseAll(earlier);
        }
        // The backward pass is work, not waiting.
        group.WaitSeconds = before + waited;
        _order = order;
        var gradients = new Tensor[inputs.Length];
        for (var i = 0; i < gradients.Length; i++)
            gradients[i] = Tensor.Adopt(found[i]);
        return gradients;
    }
}
