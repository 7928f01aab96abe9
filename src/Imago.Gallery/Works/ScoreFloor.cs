namespace Imago.Gallery.Works;

/// <summary>
/// Below which score of the discriminator a picture counts as broken. Scores have no unit, so the floor follows the pool: its median less four times its standard deviation, which
/// is estimated from the median distance from the median, for the broken pictures themselves must not move it.
/// </summary>
public static class ScoreFloor
{
    /// <summary>So many deviations below the median.</summary>
    public const double Deviations = 4;

    /// <summary>Of fewer scores no floor can be told.</summary>
    public const int Fewest = 16;

    private const double DeviationOfNormal = 1.4826; // of a normal distribution, in median distances

    /// <summary>The floor; minus infinity for fewer than <see cref="Fewest"/> scores.</summary>
    /// <param name="scores">Of all candidates so far, in any order.</param>
    public static double Of(IReadOnlyCollection<double> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count < Fewest)
            return double.NegativeInfinity;
        var median = Median(scores);
        return median - (Deviations * DeviationOfNormal * Median(scores.Select(score => Math.Abs(score - median))));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
