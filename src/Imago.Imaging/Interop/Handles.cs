using System.Runtime.InteropServices;

namespace Imago.Imaging.Interop;

// An opened picture file or buffer.
internal sealed class SourceHandle : SafeHandle
{
    public SourceHandle() : base(0, true) { }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.imago_imaging_close(handle);
        return true;
    }
}

// An encoded file in native memory.
internal sealed unsafe class BlobHandle : SafeHandle
{
    public BlobHandle() : base(0, true) { }

    public override bool IsInvalid => handle == 0;

    // Valid while the handle is neither disposed nor collected: the caller holds it in a using.
    internal ReadOnlySpan<byte> DangerousBytes()
    {
        var data = Native.imago_imaging_blob_data(this, out var length);
        return new(data, checked((int)length));
    }

    protected override bool ReleaseHandle()
    {
        Native.imago_imaging_blob_free(handle);
        return true;
    }
}
