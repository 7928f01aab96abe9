namespace Imago.Studio.Datasets;

/// <summary>How much may be brought in.</summary>
public sealed record UploadLimits
{
    /// <summary>Files in a collection.</summary>
    public int Files { get; init; } = 200_000;

    /// <summary>Bytes of a file.</summary>
    public long FileBytes { get; init; } = 64L << 30;

    /// <summary>Bytes of a collection.</summary>
    public long TotalBytes { get; init; } = 256L << 30;

    /// <summary>Bytes of the disk that stay free.</summary>
    public long KeepFree { get; init; } = 512L << 20;

    /// <summary>Bytes that come in one request; longer files come in several.</summary>
    public const int PieceBytes = 16 << 20;
}
