namespace Imago.Cli.Doctor;

/// <summary>What <c>imago doctor</c> finds.</summary>
/// <param name="Version">Imago's own version.</param>
/// <param name="Libtorch">The tensor library.</param>
/// <param name="Blas">Its matrix products.</param>
/// <param name="Processor">The processor.</param>
/// <param name="Libvips">The picture library.</param>
/// <param name="Ffmpeg">The program that writes films.</param>
/// <param name="Space">Memory and disk.</param>
internal sealed record DoctorReport(
    string Version, Libtorch Libtorch, Blas Blas, Processor Processor, Libvips Libvips, Ffmpeg Ffmpeg, Space Space)
{
    /// <summary>All of it, a line each.</summary>
    public IReadOnlyList<Finding> Findings =>
    [
        .. Libtorch.Findings(), Blas.Finding(), .. Processor.Findings(), Libvips.Finding(), Ffmpeg.Finding(), .. Space.Findings(),
    ];

    /// <summary>Whether nothing essential is missing.</summary>
    public bool Usable => Findings.All(finding => finding.Health != Health.Missing);

    /// <summary>Looks at everything.</summary>
    internal static async Task<DoctorReport> ReadAsync(CancellationToken cancel)
    {
        var libtorch = Libtorch.Read();
        var version = typeof(DoctorReport).Assembly.GetName().Version!.ToString(3);
        return new(version, libtorch, Blas.Read(libtorch.Error is null), Processor.Read(), Libvips.Read(),
            await Ffmpeg.ReadAsync(cancel).ConfigureAwait(false), Space.Read());
    }
}
