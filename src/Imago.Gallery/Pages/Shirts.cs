namespace Imago.Gallery.Pages;

/// <summary>The endless row of shirts: round after round each picture comes once, in an order of that round's own, on a shirt of another colour. Every shirt can be found again by its picture and its colour.</summary>
internal static class Shirts
{
    /// <summary>Shirts on a page.</summary>
    public const int APage = 24;

    /// <summary>Of the cloth; as in addresses.</summary>
    public static IReadOnlyList<string> Colours { get; } = ["white", "black", "sand", "navy", "grey", "red"];

    /// <summary>The shirt at a place in the row, from 0.</summary>
    /// <param name="place">In the row.</param>
    /// <param name="count">How many pictures there are.</param>
    /// <returns>The picture's place among all pictures by number, and the colour.</returns>
    public static (int Picture, string Colour) At(long place, int count)
    {
        var round = (uint)(place / count);
        var picture = new Shuffle(count, round)[(int)(place % count)];
        return (picture, Colours[(int)((picture + round) % Colours.Count)]);
    }
}
