namespace Imago.Studio.Explorer;

/// <summary>Which neighbour hangs where on a wall: the centre is 0, those round it are 1 to 8, the next ring 9 to 24, and so on. So a larger wall only adds to a smaller one, and the nearest are made first.</summary>
internal static class WallOrder
{
    private static readonly Dictionary<int, int[]> s_known = new[] { 1, 3, 5, 7 }.ToDictionary(static side => side, Rings);

    /// <summary>The numbers of the places, row by row.</summary>
    public static IReadOnlyList<int> Of(int side) => s_known[side];

    private static int[] Rings(int side)
    {
        var numbers = new int[side * side];
        var middle = side / 2;
        int Ring(int place) => Math.Max(Math.Abs((place / side) - middle), Math.Abs((place % side) - middle));
        foreach (var (number, place) in Enumerable.Range(0, side * side).OrderBy(Ring).Index())
            numbers[place] = number;
        return numbers;
    }
}
