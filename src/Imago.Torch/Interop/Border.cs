using System.Runtime.InteropServices;

namespace Imago.Torch.Interop;

/// <summary>Turns what the native side answers into C#: an error text into an exception, a text into a string.</summary>
internal static class Border
{
    /// <summary>Throws <see cref="TorchException"/> when <paramref name="error"/> is a message; frees it.</summary>
    internal static void Check(nint error)
    {
        if (error != 0)
            throw new TorchException(Take(error));
    }

    /// <summary>The string of a native text, which is freed.</summary>
    internal static string Take(nint text)
    {
        try
        {
            return Marshal.PtrToStringUTF8(text) ?? "";
        }
        finally
        {
            Native.imago_free_text(text);
        }
    }
}
