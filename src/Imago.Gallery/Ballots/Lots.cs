using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Imago.Gallery.Store;

namespace Imago.Gallery.Ballots;

/// <summary>
/// Who has her turn when. With h = HMAC-SHA-256(seed, ballot number), the lists of one network (IPv4 /24, IPv6 /48) are numbered 1, 2, 3 … by rising h; all lists have their turn in the order
/// of that number, then of how many lists came from their neighbourhood (IPv4 /16, IPv6 /32) in steps of 1–3, 4–15, 16–63 …, fewer first, then of h, the smaller first.
/// </summary>
/// <remarks>
/// So each network has one turn before any has a second, and addresses that crowd together come after those that do not: a farm gains nothing by more addresses in one network, and little by more
/// networks in one neighbourhood. The steps are wide, so that a few people of one town are not behind robots that stand alone. Nobody is refused for her network; who shares it with a hundred others
/// comes later.
/// </remarks>
internal static class Lots
{
    private static readonly JsonSerializerOptions s_form = new(JsonSerializerDefaults.Web);

    /// <summary>Draws.</summary>
    /// <param name="seed">The ballot's, 32 bytes.</param>
    /// <param name="entries">Everyone who has a wish.</param>
    public static IReadOnlyList<BallotEntry> Draw(byte[] seed, IReadOnlyCollection<BallotEntry> entries)
    {
        var crowd = entries.CountBy(static entry => entry.Neighbourhood ?? "").ToDictionary(static one => one.Key, static one => BitOperations.Log2((uint)one.Value) / 2);
        return [.. entries
            .Select(entry => (Entry: entry, Hash: Convert.ToHexStringLower(HMACSHA256.HashData(seed, Encoding.ASCII.GetBytes(entry.Number)))))
            .GroupBy(static one => one.Entry.Network)
            .SelectMany(static network => network.OrderBy(static one => one.Hash, StringComparer.Ordinal).Select(static (one, i) => (one.Entry, one.Hash, InNetwork: i)))
            .OrderBy(static one => one.InNetwork).ThenBy(one => crowd[one.Entry.Neighbourhood ?? ""]).ThenBy(static one => one.Hash, StringComparer.Ordinal)
            .Select(static one => one.Entry)];
    }

    /// <summary>What is shown of an order: networks and neighbourhoods are numbered as they come, so that it names none of them.</summary>
    public static string Write(IEnumerable<BallotEntry> order)
    {
        var (networks, neighbourhoods) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        return JsonSerializer.Serialize(order.Select(entry => new Lot(entry.Number, NumberOf(networks, entry.Network), NumberOf(neighbourhoods, entry.Neighbourhood))), s_form);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static IReadOnlyList<Lot> Read(string lots) => JsonSerializer.Deserialize<List<Lot>>(lots, s_form)!;

    /// <summary>The request key of a visitor's claim in a draw: the same each time, and known to nobody before.</summary>
    public static Guid KeyOf(byte[] seed, Guid visitor) => new(HMACSHA256.HashData(seed, Encoding.ASCII.GetBytes($"claim of {visitor:N}")).AsSpan(0, 16));

    private static int NumberOf(Dictionary<string, int> known, string? hash)
    {
        if (!known.TryGetValue(hash ?? "", out var number))
            known.Add(hash ?? "", number = known.Count + 1);
        return number;
    }
}

/// <summary>A list in its place of the order.</summary>
/// <param name="Number">Its ballot number.</param>
/// <param name="Network">Its network, by a number of this order alone.</param>
/// <param name="Neighbourhood">Its neighbourhood, likewise.</param>
internal sealed record Lot(string Number, int Network, int Neighbourhood);
