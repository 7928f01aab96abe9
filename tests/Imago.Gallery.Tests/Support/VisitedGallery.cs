using Imago.Gallery.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Tests.Support;

/// <summary>A painted gallery that is open, for the tests of visitors.</summary>
public sealed class VisitedGallery : IAsyncDisposable
{
    private readonly TempFolder _temp = new();

    private VisitedGallery()
    {
    }

    /// <summary>The gallery.</summary>
    public GalleryHost Host { get; private set; } = null!;

    /// <summary>Its folder.</summary>
    public GalleryFolder Folder { get; private set; } = null!;

    /// <summary>Its database.</summary>
    public GalleryDatabase Database => Host.Services.GetRequiredService<GalleryDatabase>();

    /// <summary>Makes and opens one; its letters need little work unless said otherwise.</summary>
    public static async Task<VisitedGallery> MakeAsync(GallerySettings? settings = null, int perWall = 1, int side = 128, DateTimeOffset? opensAt = null, int port = 0, bool files = true)
    {
        var open = new VisitedGallery();
        open.Folder = await PaintedGallery.MakeAsync(open._temp.At("gallery"), perWall, side, settings ?? new() { Name = "Nobody's portraits", ProofOfWorkBits = 4 }, opensAt, files);
        open.Host = await GalleryHost.StartAsync(new() { Folder = open.Folder.Path, Port = port });
        return open;
    }

    /// <summary>Closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _temp.Dispose();
    }
}
