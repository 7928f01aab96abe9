using Imago.Gallery.Ballots;
using Imago.Gallery.Store;
using Imago.Gallery.Visitors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Tests.Support;

/// <summary>Galleries whose works are given by ballot.</summary>
internal static class Balloted
{
    /// <summary>Puts all works into a ballot that closes tomorrow.</summary>
    public static Task AnnounceAsync(VisitedGallery gallery) => AnnounceAsync(gallery.Database, gallery.Host.Services.GetRequiredService<Vault>());

    /// <summary>The same, by keys of one's own.</summary>
    public static async Task AnnounceAsync(GalleryDatabase database, Vault vault)
    {
        await using var data = database.Context();
        var until = DateTimeOffset.UtcNow.AddDays(1);
        var last = await data.Ballots.MaxAsync(static one => (int?)one.Id) ?? 0;
        var ballot = Seeds.Begin(last + 1, until, [.. Enumerable.Range(0, 32).Select(static i => (byte)i)], vault);
        data.Ballots.Add(ballot);
        await data.SaveChangesAsync();
        await data.Places.ExecuteUpdateAsync(set => set.SetProperty(static one => one.BallotId, ballot.Id).SetProperty(static one => one.OpensAt, until));
    }

    /// <summary>As if the hour of the close had come.</summary>
    public static async Task CloseAsync(GalleryDatabase database)
    {
        await using var data = database.Context();
        var past = DateTimeOffset.UtcNow.AddSeconds(-1);
        await data.Places.Where(static one => one.BallotId != null).ExecuteUpdateAsync(set => set.SetProperty(static one => one.OpensAt, past));
        await data.Ballots.Where(static one => one.DrawnAt == null).ExecuteUpdateAsync(set => set.SetProperty(static one => one.ClosesAt, past));
    }

    /// <summary>Waits until it is drawn.</summary>
    public static async Task DrawnAsync(GalleryDatabase database)
    {
        for (var until = DateTime.UtcNow.AddSeconds(20); DateTime.UtcNow < until; await Task.Delay(50))
        {
            await using var data = database.Context();
            if (!await data.Ballots.AnyAsync(static one => one.DrawnAt == null))
                return;
        }
        throw new TimeoutException("The ballot was not drawn within 20 seconds.");
    }
}
