using Imago.Training.Loss;

namespace Imago.Training.Run;

/// <summary>Sums up what the loss measured during a tick.</summary>
internal sealed class StatisticsTable
{
    private readonly SortedDictionary<string, (long Num, double Sum, double Squares)> _sums = new(StringComparer.Ordinal);

    internal void Add(Measures measures)
    {
        foreach (var (name, values) in measures.Values)
            Add(name, values);
    }

    private void Add(string name, params ReadOnlySpan<float> values)
    {
        var (num, sum, squares) = _sums.GetValueOrDefault(name);
        foreach (var value in values)
            (num, sum, squares) = (num + 1, sum + value, squares + ((double)value * value));
        _sums[name] = (num, sum, squares);
    }

    /// <summary>The statistics since the last call, and back to nothing.</summary>
    internal IReadOnlyDictionary<string, Statistic> Take()
    {
        var taken = _sums.ToDictionary(
            entry => entry.Key,
            entry =>
            {
                var (num, sum, squares) = entry.Value;
                var mean = sum / num;
                return new Statistic(num, mean, Math.Sqrt(Math.Max(0, (squares / num) - (mean * mean))));
            });
        _sums.Clear();
        return taken;
    }
}
