using System.Runtime.InteropServices;

namespace Imago.Torch.Interop;

internal static partial class Native
{
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint imago_generator_create(string device, ulong seed, out GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial void imago_generator_free(nint generator);

    [LibraryImport(Library)]
    internal static partial nint imago_generator_get_state(GeneratorHandle generator, out TensorHandle state);

    [LibraryImport(Library)]
    internal static partial nint imago_generator_set_state(GeneratorHandle generator, TensorHandle state);
}
