using System.Runtime.InteropServices;

namespace Imago.Torch.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    internal static partial nint imago_tensor_set_requires_grad(TensorHandle tensor, int on);

    [LibraryImport(Library)]
    internal static partial int imago_grad_mode();

    [LibraryImport(Library)]
    internal static partial void imago_set_grad_mode(int on);

    [LibraryImport(Library)]
    internal static partial nint imago_grad(
        nint* outputs, nint* gradOutputs, int outputCount, nint* inputs, int inputCount, int retainGraph, int createGraph, nint* gradients);
}
