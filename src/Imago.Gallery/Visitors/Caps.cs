using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Visitors;

/// <summary>
/// How many works the visitors of one network may take. It counts and then lets pass, so requests of the same moment may go over it by a few: it makes hoarding dear. That
/// one visitor has one work is not decided here but by the keys of the table.
/// </summary>
internal sealed class Caps(GalleryDatabase database, GallerySettings settings)
{
    /// <summary>Whether the network from which she joined has taken all that it may. A network that is not known any more is not counted.</summary>
    public async Task<bool> IsReachedAsync(Visitor visitor, CancellationToken cancel)
    {
        if (visitor.Network is not { } network)
            return false;
        await using var data = database.Context();
        return await data.Visitors.Where(one => one.Network == network).Join(data.Claims, static one => one.Id, static claim => claim.VisitorId, static (one, _) => one.Id).CountAsync(cancel).ConfigureAwait(false) >= settings.TakesPerNetwork;
    }
}
