using System.Runtime.InteropServices;

namespace Imago.Torch.Interop;

/// <summary>Owns one native tensor. Counts the living, so that tests can assert that none was left behind.</summary>
internal sealed class TensorHandle : SafeHandle
{
    private static long s_live;

    public TensorHandle()
        : base(0, ownsHandle: true)
    {
    }

    internal TensorHandle(nint tensor)
        : this() => SetHandle(tensor);

    internal static long Live => Interlocked.Read(ref s_live);

    public override bool IsInvalid => handle == 0;

    /// <summary>Called once for each native tensor that a handle took over.</summary>
    internal static void CountOne() => Interlocked.Increment(ref s_live);

    protected override bool ReleaseHandle()
    {
        Native.imago_tensor_free(handle);
        Interlocked.Decrement(ref s_live);
        return true;
    }
}
