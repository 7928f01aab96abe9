using System.Runtime.InteropServices;

namespace Imago.Cli.Doctor;

/// <summary>The library that multiplies matrices for libtorch: seen in what this process has mapped, after libtorch is loaded.</summary>
/// <param name="Kind">Which one it is.</param>
/// <param name="Path">Its file; null where it is inside libtorch itself, or libtorch is not loaded.</param>
internal sealed record Blas(BlasKind Kind, string? Path)
{
    private static readonly string Multiarch = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.Arm64 => "aarch64-linux-gnu",
        _ => "x86_64-linux-gnu",
    };

    /// <summary>Looks at this process, once libtorch is loaded.</summary>
    internal static Blas Read(bool libtorchIsLoaded) => libtorchIsLoaded ? Of(LoadedFiles.Read()) : new(BlasKind.NotLoaded, null);

    /// <param name="files">The files that a process with libtorch has mapped.</param>
    internal static Blas Of(IEnumerable<string> files)
    {
        var known = files.Select(file => (kind: KindOf(file), file)).Where(pair => pair.kind is not null).ToList();
        // Debian's libblas.so.3 of OpenBLAS is a thin file beside the real one; the fast library decides.
        return known.Count == 0 ? new(BlasKind.InsideLibtorch, null) : known.OrderBy(pair => pair.kind).Select(pair => new Blas(pair.kind!.Value, pair.file)).First();
    }

    /// <summary>What there is to say about it.</summary>
    internal Finding Finding() => Kind switch
    {
        BlasKind.NotLoaded => new("BLAS", Health.Warning, "not known until libtorch can be loaded"),
        BlasKind.InsideLibtorch => new("BLAS", Health.Good, "inside libtorch"),
        BlasKind.Reference => new("BLAS", Health.Warning, $"the slow reference BLAS, {Path}: matrix products take up to eighty times as long", Mend()),
        BlasKind.OpenBlasSerial => new("BLAS", Health.Warning, $"OpenBLAS on one core only, {Path}", Mend()),
        _ => new("BLAS", Health.Good, $"{Kind}, {Path}"),
    };

    private static string Mend()
    {
        var fast = $"/usr/lib/{Multiarch}/openblas-pthread/libblas.so.3";
        return File.Exists(fast)
            ? $"sudo update-alternatives --set libblas.so.3-{Multiarch} {fast}"
            : "sudo apt-get install libopenblas0-pthread";
    }

    private static BlasKind? KindOf(string file)
    {
        var name = System.IO.Path.GetFileName(file);
        return name switch
        {
            _ when name.StartsWith("libmkl_", StringComparison.Ordinal) => BlasKind.Mkl,
            _ when name.StartsWith("libblis", StringComparison.Ordinal) => BlasKind.Blis,
            _ when name.StartsWith("libopenblas", StringComparison.Ordinal) =>
                file.Contains("openblas-serial", StringComparison.Ordinal) ? BlasKind.OpenBlasSerial : BlasKind.OpenBlas,
            _ when name.StartsWith("libblas.so", StringComparison.Ordinal) && file.Contains("/blas/", StringComparison.Ordinal) => BlasKind.Reference,
            _ => null,
        };
    }
}

/// <summary>The implementations of BLAS that Debian or a libtorch brings, the one that decides first.</summary>
internal enum BlasKind
{
    /// <summary>Intel's.</summary>
    Mkl,

    /// <summary>OpenBLAS with threads.</summary>
    OpenBlas,

    /// <summary>BLIS, or AMD's build of it.</summary>
    Blis,

    /// <summary>OpenBLAS on one core.</summary>
    OpenBlasSerial,

    /// <summary>Netlib's, in plain Fortran.</summary>
    Reference,

    /// <summary>Linked into libtorch.</summary>
    InsideLibtorch,

    /// <summary>libtorch is not loaded.</summary>
    NotLoaded,
}
