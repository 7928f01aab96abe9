using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Imago.Gallery.Learning;

/// <summary>What a page of a wall tells when it is left: four lines, <c>people/round-dance 20780 1f3a9c02</c>, a random number, the works that were seen, the works that were opened.</summary>
/// <param name="Wall">The wall.</param>
/// <param name="Day">The day on which it hung so.</param>
/// <param name="Hung">What hung: <see cref="DailyOrder.Name"/>.</param>
/// <param name="Session">Of this page: a hash of its number, of wall and day, so that nobody's pages can be put together, not even those of a browser that always tells the same number.</param>
/// <param name="Seen">Numbers of works.</param>
/// <param name="Opened">Numbers of works.</param>
internal sealed record Told(string Wall, int Day, string Hung, long Session, IReadOnlyList<int> Seen, IReadOnlyList<int> Opened)
{
    /// <summary>The longest text that is read, in bytes: it has room for a wall of 100 pictures.</summary>
    public const int Longest = 2048;

    /// <summary>Pictures that one page may open: a person opens fewer.</summary>
    public const int MostOpened = 20;

    private const int MostSeen = 100, LongestNumber = 40;

    /// <summary>Whether who sends this has asked not to be followed, by «Do Not Track» or «Global Privacy Control».</summary>
    public static bool IsUnwanted(HttpRequest request) => request.Headers["DNT"] == "1" || request.Headers["Sec-GPC"] == "1";

    /// <summary>Reads it; null: that is no such text.</summary>
    public static Told? Read(string text)
    {
        if (text.Split('\n') is not [var hung, { Length: > 0 and <= LongestNumber } page, var seen, var opened] || hung.Split(' ') is not [var wall, var day, _]
            || !int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var on) || Numbers(seen, MostSeen) is not { } saw || Numbers(opened, MostSeen) is not { } went)
            return null;
        return new(wall, on, hung, Hash($"{page} {wall} {day}"), saw, [.. went.Take(MostOpened)]);
    }

    private static int[]? Numbers(string text, int most)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (i >= most || !int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        return [.. numbers.Distinct()];
    }

    private static long Hash(string text) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) | 1; // never 0, which is nobody's
}
