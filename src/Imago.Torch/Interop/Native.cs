using System.Runtime.InteropServices;

namespace Imago.Torch.Interop;

/// <summary>The native library's name and its functions, one partial file for each part of <c>imago_torch.h</c>.</summary>
internal static partial class Native
{
    internal const string Library = "imago_torch";

    /// <summary>The version of <c>imago_torch.h</c> that this assembly was written against.</summary>
    internal const int AbiVersion = 3;

    [LibraryImport(Library)]
    internal static partial int imago_abi_version();

    /// <summary>Sets a variable for native code: what .NET sets in its environment, libraries do not see.</summary>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetNativeVariable(string name, string value, int overwrite);

    [LibraryImport(Library)]
    internal static partial nint imago_libtorch_version();

    [LibraryImport(Library)]
    internal static partial nint imago_libtorch_path();

    [LibraryImport(Library)]
    internal static partial void imago_free_text(nint text);

    [LibraryImport(Library)]
    internal static partial int imago_cuda_devices();

    [LibraryImport(Library)]
    internal static partial nint imago_synchronize();

    [LibraryImport(Library)]
    internal static partial nint imago_fused_kind(int bf16);

    [LibraryImport(Library)]
    internal static partial int imago_threads();

    [LibraryImport(Library)]
    internal static partial nint imago_set_threads(int count);
}
