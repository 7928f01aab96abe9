using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Imago.Torch.Interop;

namespace Imago.Torch;

/// <summary>The libtorch that this process runs on: version, place, threads, devices.</summary>
public static class TorchLibrary
{
    private static readonly Lazy<string> s_version = new(Load);

    /// <summary>The version of libtorch, such as <c>1.13.1</c>.</summary>
    /// <exception cref="PlatformNotSupportedException">The library cannot be loaded; the message says what to install.</exception>
    public static string Version => s_version.Value;

    /// <summary>The file of the libtorch that is loaded.</summary>
    public static string Path
    {
        get
        {
            EnsureLoaded();
            return Border.Take(Native.imago_libtorch_path());
        }
    }

    /// <summary>How many CUDA devices this libtorch can use; 0 for a CPU build.</summary>
    public static int CudaDevices
    {
        get
        {
            EnsureLoaded();
            return Native.imago_cuda_devices();
        }
    }

    /// <summary>Threads within one operator; at first one a core. Results are bit for bit the same only for the same number.</summary>
    public static int Threads
    {
        get
        {
            EnsureLoaded();
            return Native.imago_threads();
        }
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            EnsureLoaded();
            Border.Check(Native.imago_set_threads(value));
        }
    }

    /// <summary>Waits for all that is queued on CUDA devices, as whoever times it must. On the CPU work is done when its call returns.</summary>
    public static void Synchronize() => Border.Check(Native.imago_synchronize());

    /// <summary>The best device there is: the first CUDA device, else the CPU.</summary>
    public static Device BestDevice => CudaDevices > 0 ? Device.Cuda(0) : Device.Cpu;

    internal static void EnsureLoaded() => _ = s_version.Value;

#pragma warning disable CA2255 // The resolver must stand before the first call into the library, whoever makes it.
    [ModuleInitializer]
    internal static void RegisterResolver() =>
        NativeLibrary.SetDllImportResolver(typeof(TorchLibrary).Assembly, Resolve);
#pragma warning restore CA2255

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Native.Library)
            return 0;
        var beside = System.IO.Path.Combine(AppContext.BaseDirectory, $"lib{Native.Library}.so");
        if (!File.Exists(beside))
            return 0;
        AssertWhole(beside);
        // Debian 13's libtorch brings UCX, which takes the signals over by which .NET notices null references, and ends the process at one. Empty, it leaves them alone.
        _ = Native.SetNativeVariable("UCX_ERROR_SIGNALS", "", overwrite: 0);
        return NativeLibrary.Load(beside);
    }

    // A build that was interrupted leaves a library that is cut short, and loading one ends the process (SIGBUS).
    private static void AssertWhole(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[64];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.StartsWith("\u007fELF"u8))
            return; // the loader says what it is
        // An ELF file ends with its table of sections: where it starts, the size of an entry, their number.
        var end = BinaryPrimitives.ReadInt64LittleEndian(header[0x28..])
            + ((long)BinaryPrimitives.ReadUInt16LittleEndian(header[0x3a..]) * BinaryPrimitives.ReadUInt16LittleEndian(header[0x3c..]));
        if (file.Length < end)
            throw new PlatformNotSupportedException(
                $"lib{Native.Library}.so is cut short ({file.Length} of {end} bytes): run ./imago once, it rebuilds the native libraries.");
    }

    private static string Load()
    {
        try
        {
            var found = Native.imago_abi_version();
            if (found != Native.AbiVersion)
                throw new PlatformNotSupportedException(
                    $"lib{Native.Library}.so has version {found} of its interface, this program expects {Native.AbiVersion}: run ./imago once, it rebuilds the native libraries.");
            Border.Check(Native.imago_set_threads(Cores.Physical()));
            return Marshal.PtrToStringUTF8(Native.imago_libtorch_version())!;
        }
        catch (EntryPointNotFoundException e)
        {
            throw new PlatformNotSupportedException(
                $"lib{Native.Library}.so is not the one of this program ({e.Message.TrimEnd('.')}): run ./imago once, it rebuilds the native libraries.", e);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new PlatformNotSupportedException(
                $"libtorch could not be loaded ({Reason(e.Message)}): install it with 'apt-get install libtorch-dev libopenblas0-pthread' or name another one in IMAGO_LIBTORCH, then run ./imago once to build the native libraries.", e);
        }
    }

    // The runtime's message holds a page of advice and every place it tried; one line says what is wrong.
    private static string Reason(string message) =>
        message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .FirstOrDefault(line => !(line.Contains(Native.Library, StringComparison.Ordinal) && line.Contains("No such file", StringComparison.Ordinal)))
        ?? $"lib{Native.Library}.so is not beside the program";
}
