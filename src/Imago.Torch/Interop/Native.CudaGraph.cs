using System.Runtime.InteropServices;

namespace Imago.Torch.Interop;

internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial nint imago_graph_begin(int device, out GraphHandle graph);

    [LibraryImport(Library)]
    internal static partial nint imago_graph_end(GraphHandle graph);

    [LibraryImport(Library)]
    internal static partial nint imago_graph_replay(GraphHandle graph);

    [LibraryImport(Library)]
    internal static partial void imago_graph_free(nint graph);
}

/// <summary>Owns one recording.</summary>
internal sealed class GraphHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.imago_graph_free(handle);
        return true;
    }
}
