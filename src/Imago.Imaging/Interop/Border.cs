using System.Runtime.InteropServices;

namespace Imago.Imaging.Interop;

// Starts the library once, and turns a status with its message into an exception.
internal static class Border
{
    private static readonly Lazy<string?> Start = new(StartOnce);

    // Called by every public entry: after the first time it costs a volatile read.
    internal static void Ready()
    {
        if (Start.Value is { } reason)
            throw new PlatformNotSupportedException(reason);
    }

    private static string? StartOnce()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, (name, assembly, path) =>
            {
                // Beside the assembly first: the build puts the library there. Zero hands the search back to the runtime.
                var beside = Path.Combine(Path.GetDirectoryName(assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory, $"lib{name}.so");
                return name == Native.Library && File.Exists(beside) ? NativeLibrary.Load(beside) : 0;
            });
            var abi = Native.imago_imaging_abi();
            if (abi != Native.Abi)
                return $"libimago_imaging.so speaks version {abi} of its interface, and version {Native.Abi} is expected: build native/ again (cmake --build artifacts/native).";
            var status = Native.imago_imaging_start(out var message);
            return status == Native.Ok ? null : Take(message);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return $"libvips could not be loaded ({Reason(e.Message)}): install it with 'apt-get install libvips-dev', then run ./imago once to build the native libraries.";
        }
    }

    // Throws for anything but Ok. `name` is what the sentence is about: a file's name, or "The picture".
    internal static void Check(int status, nint message, string name)
    {
        var text = Take(message);
        if (status == Native.Ok)
            return;
        if (status == Native.Argument)
            throw new ArgumentException(text ?? "wrong argument");
        throw new PictureException((PictureProblem)status, $"{name} {text}.");
    }

    private static string? Take(nint message)
    {
        if (message == 0)
            return null;
        var text = Marshal.PtrToStringUTF8(message);
        Native.imago_imaging_free(message);
        return text;
    }

    // The runtime's message holds a page of advice and every place it tried; one line says what is wrong.
    private static string Reason(string message) =>
        message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .FirstOrDefault(line => !(line.Contains(Native.Library, StringComparison.Ordinal) && line.Contains("No such file", StringComparison.Ordinal)))
        ?? $"lib{Native.Library}.so is not beside the program";
}
