using System.Data.Common;
using Imago.Gallery.Store;

namespace Imago.Gallery.Claims;

/// <summary>
/// The rule of the house as SQL, the same for both databases: three statements in one transaction. The first is the whole decision; the second hands the work on to whoever
/// makes the certificate; the third reads what holds now, for the answer. In READ COMMITTED the third sees whoever won while the first was waiting.
/// </summary>
internal static class ClaimSql
{
    /// <summary>
    /// Takes the work if it hangs and is open, unless one of the three unique keys says no. A work of a ballot is taken in that ballot's draw alone, and only works of the ballot are taken in it
    /// (<c>@ballot</c>; 0 for a visitor's own request). The clock is the database's, so that several servers have one.
    /// </summary>
    public static string Insert(DatabaseKind kind)
    {
        var now = DatabaseClock.Now(kind);
        return $"INSERT INTO claims (work, visitor, request_key, claimed_at) SELECT work, @visitor, @key, {now} FROM places WHERE work = @work AND opens_at <= {now} AND COALESCE(ballot, 0) = @ballot ON CONFLICT DO NOTHING";
    }

    /// <summary>What has to follow, if this request has taken its work.</summary>
    public const string Outbox = "INSERT INTO outbox (work) SELECT work FROM claims WHERE request_key = @key ON CONFLICT DO NOTHING";

    /// <summary>The rows that bind the request, the visitor and the work.</summary>
    public const string Read =
        "SELECT 0, work, visitor FROM claims WHERE request_key = @key UNION ALL SELECT 1, work, visitor FROM claims WHERE visitor = @visitor UNION ALL SELECT 2, work, visitor FROM claims WHERE work = @work";

    /// <summary>Turns the rows of <see cref="Read"/> into the answer.</summary>
    public static ClaimAnswer Answer(ClaimRequest request, DbDataReader rows)
    {
        var (keyUsed, workTaken, has) = (false, false, (int?)null);
        var taken = false;
        while (rows.Read())
        {
            var (by, work, visitor) = (rows.GetInt32(0), rows.GetInt32(1), rows.GetGuid(2));
            taken |= by == 0 && work == request.Work && visitor == request.Visitor;
            keyUsed |= by == 0;
            workTaken |= by == 2;
            if (by == 1)
                has = work;
        }
        return taken ? new ClaimAnswer.Taken()
            : has is { } other ? new ClaimAnswer.VisitorHasOne(other)
            : workTaken ? new ClaimAnswer.WorkTaken()
            : keyUsed ? new ClaimAnswer.FormUsed()
            : new ClaimAnswer.NotOpen();
    }
}
