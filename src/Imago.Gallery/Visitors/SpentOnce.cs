using System.Security.Cryptography;
using System.Text;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Visitors;

/// <summary>What may be used once is used once, on however many servers: the first to write its hash has used it.</summary>
internal sealed class SpentOnce(GalleryDatabase database)
{
    /// <summary>Uses it up; false: somebody has before.</summary>
    /// <param name="what">The thing itself.</param>
    /// <param name="refusedFrom">From when it would be refused anyway.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<bool> UseAsync(string what, DateTimeOffset refusedFrom, CancellationToken cancel)
    {
        var (hash, until) = (SHA256.HashData(Encoding.UTF8.GetBytes(what)), refusedFrom.ToUnixTimeMilliseconds());
        await using var data = database.Context();
        return await data.Database.ExecuteSqlAsync($"INSERT INTO spent (hash, expires_at) VALUES ({hash}, {until}) ON CONFLICT DO NOTHING", cancel).ConfigureAwait(false) == 1;
    }
}
