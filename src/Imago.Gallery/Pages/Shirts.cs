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
    /// <param name="numbers">Of all pictures, ascending.</param>
    public static (int Number, string Colour) At(long place, IReadOnlyList<int> numbers)
    {
        var round = place / numbers.Count;
        var number = numbers[new Shuffle(numbers.Count, (uint)round)[(int)(place % numbers.Count)]];
        return (number, ColourOf(number, round));
    }

    /// <summary>The colour on which a picture comes in a round, from 0.</summary>
    public static string ColourOf(int number, long round = 0) => Colours[(int)((number + round) % Colours.Count)];
}
