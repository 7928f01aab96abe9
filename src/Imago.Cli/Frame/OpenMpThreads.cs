using System.Runtime.InteropServices;

namespace Imago.Cli;

/// <summary>
/// How OpenMP's threads wait for each other. They spin: for long, a training is many times slower where other programs want the same cores; not at all, it is twice as slow where none does.
/// A tenth of a millisecond suits both: see docs/benchmarks.md.
/// </summary>
internal static partial class OpenMpThreads
{
    /// <summary>Sets it, unless the artist has. It is read once, when the first library is loaded that uses OpenMP; libtorch and libvips both do.</summary>
    internal static void SpinShortly()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null or "")
            _ = SetNativeVariable("GOMP_SPINCOUNT", "10000", overwrite: 0);
    }

    // What .NET sets in its environment, libraries do not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
