using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Imago.Torch.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    internal static partial void imago_tensor_free(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint imago_tensor_describe(TensorHandle tensor, out TensorInfo info);

    [LibraryImport(Library)]
    internal static partial nint imago_tensor_version(TensorHandle tensor, out long version);

    [LibraryImport(Library)]
    internal static partial nint imago_tensor_data(TensorHandle tensor, out void* data);

    [LibraryImport(Library)]
    internal static partial nint imago_tensor_from_bytes(
        void* bytes, long length, int scalarType, ReadOnlySpan<long> sizes, int dims, out TensorHandle tensor);

    [LibraryImport(Library)]
    internal static partial nint imago_tensor_to_bytes(TensorHandle tensor, void* bytes, long length);
}

/// <summary>The memory layout of <c>imago_tensor_info</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TensorInfo
{
    internal const int MaxDims = 8;

    internal int ScalarType;
    internal int DeviceType;
    internal int DeviceIndex;
    internal int RequiresGrad;
    internal int IsChannelsLast;
    internal int Dims;
    internal SizeBuffer Sizes;

    [InlineArray(MaxDims)]
    internal struct SizeBuffer
    {
        private long _first;
    }
}
