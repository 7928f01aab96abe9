using System.Net;

namespace Imago.Gallery;

/// <summary>How a gallery is opened to visitors.</summary>
public sealed record GalleryOptions
{
    /// <summary>The gallery's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The port; 0 for any free one.</summary>
    public int Port { get; init; } = 5090;

    /// <summary>Where it listens: this machine alone, unless the keeper says otherwise.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>For <c>imago gallery export</c>: pages that are only looked at, without whatever needs a server.</summary>
    internal bool Still { get; init; }

    /// <summary>Where a still gallery will lie; null: it is not known, so its pages name no address.</summary>
    internal string? StillAddress { get; init; }
}
