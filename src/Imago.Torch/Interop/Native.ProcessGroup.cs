using System.Runtime.InteropServices;

namespace Imago.Torch.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint imago_store_open(string host, int port, int serves, string prefix, long milliseconds, out StoreHandle store);

    [LibraryImport(Library)]
    internal static partial void imago_store_free(nint store);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint imago_store_add(StoreHandle store, string key, long number, out long sum);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint imago_group_join(
        StoreHandle store, int rank, int size, string address, string? interfaceName, long milliseconds, out GroupHandle group);

    [LibraryImport(Library)]
    internal static partial void imago_group_free(nint group);

    [LibraryImport(Library)]
    internal static partial nint imago_group_broadcast(GroupHandle group, TensorHandle tensor);

    [LibraryImport(Library)]
    internal static partial nint imago_group_sum(GroupHandle group, TensorHandle tensor);

    [LibraryImport(Library)]
    internal static partial nint imago_group_gather(GroupHandle group, TensorHandle tensor, out TensorHandle gathered);

    [LibraryImport(Library)]
    internal static partial nint imago_mean_grad(
        GroupHandle group, TensorHandle loss, nint* inputs, nint* sums, int count, long bucketBytes, int* order, int orderKnown, nint* gradients, out double waited);
}

/// <summary>Owns one native store.</summary>
internal sealed class StoreHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.imago_store_free(handle);
        return true;
    }
}

/// <summary>Owns one native process group.</summary>
internal sealed class GroupHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.imago_group_free(handle);
        return true;
    }
}
