namespace Imago.Studio.Training;

/// <summary>A line of a plot, as the browser's script takes it.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Colour">Number of its colour, from 0.</param>
/// <param name="Dashed">Whether it is dashed, which tells two of one colour apart.</param>
/// <param name="X">Thousands of pictures.</param>
/// <param name="Y">The values; null where there is none.</param>
public sealed record CurveLine(string Label, int Colour, bool Dashed, IReadOnlyList<double> X, IReadOnlyList<double?> Y)
{
    /// <summary>The newest value.</summary>
    public double? Latest => Y.LastOrDefault(static value => value is not null);
}

/// <summary>Long series, made short enough for a screen.</summary>
internal static class CurvePoints
{
    /// <summary>More points than this are not told apart on a plot of usual width.</summary>
    public const int Most = 600;

    /// <summary>A line of so many points at most: neighbours are averaged, the newest stays as it is.</summary>
    public static CurveLine Of<T>(string label, int colour, bool dashed, IReadOnlyList<T> items, Func<T, double> x, Func<T, double> y)
    {
        var size = (items.Count + Most - 2) / (Most - 1);
        var (xs, ys) = (new List<double>(), new List<double?>());
        for (var start = 0; start < items.Count - 1; start += Math.Max(1, size))
        {
            var (count, sum, at) = (0, 0.0, 0.0);
            var end = Math.Min(start + Math.Max(1, size), items.Count - 1);
            for (var i = start; i < end; i++)
            {
                at += x(items[i]);
                if (double.IsFinite(y(items[i])))
                    (count, sum) = (count + 1, sum + y(items[i]));
            }
            xs.Add(at / (end - start));
            ys.Add(count == 0 ? null : sum / count);
        }
        if (items.Count > 0)
        {
            xs.Add(x(items[^1]));
            ys.Add(double.IsFinite(y(items[^1])) ? y(items[^1]) : null);
        }
        return new(label, colour, dashed, xs, ys);
    }
}
