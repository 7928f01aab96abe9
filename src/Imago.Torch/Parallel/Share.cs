namespace Imago.Torch;

/// <summary>
/// One process's share of rows that several processes divide: numbers <see cref="Rank"/>, Rank + <see cref="Of"/>, Rank + 2·Of and so on. What
/// stands N / G apart in the whole (a group of the minibatch standard deviation) then stands in one share, and so does the same part of any first half.
/// </summary>
/// <param name="Rank">Which share, 0 to <paramref name="Of"/> - 1.</param>
/// <param name="Of">How many shares there are, 1 or more.</param>
public readonly record struct Share(int Rank, int Of)
{
    /// <summary>All rows.</summary>
    public static Share Whole => new(0, 1);
}
