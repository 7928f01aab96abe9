using System.Text;
using System.Text.Json.Nodes;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Certificates;

/// <summary>The ledger as it is read: entries by position, and by lines.</summary>
internal static class LedgerPages
{
    /// <summary>Lines that one answer has at most.</summary>
    public const int Most = 1000;

    /// <summary>A row as the certificate that it is.</summary>
    public static SignedCertificate Signed(LedgerEntry row) => new(Certificate.FromJson((JsonObject)JsonNode.Parse(row.Entry)!), row.Signature);

    /// <summary>An entry; null: there is none yet.</summary>
    public static async Task<SignedCertificate?> AtAsync(GalleryDatabase database, long position, CancellationToken cancel)
    {
        var context = database.Context();
        await using var open = context.ConfigureAwait(false);
        return await context.Ledger.AsNoTracking().FirstOrDefaultAsync(entry => entry.Position == position, cancel).ConfigureAwait(false) is { } row ? Signed(row) : null;
    }

    /// <summary>Lines from a position on, at most <see cref="Most"/>, each with its line feed.</summary>
    public static async Task<byte[]> LinesAsync(GalleryDatabase database, long from, CancellationToken cancel)
    {
        var context = database.Context();
        await using var open = context.ConfigureAwait(false);
        var rows = await context.Ledger.AsNoTracking().Where(entry => entry.Position >= from).OrderBy(static entry => entry.Position).Take(Most).ToListAsync(cancel).ConfigureAwait(false);
        return Encoding.UTF8.GetBytes(string.Concat(rows.Select(static row => Encoding.UTF8.GetString(Signed(row).ToBytes()) + "\n")));
    }
}
