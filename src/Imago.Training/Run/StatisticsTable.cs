using Imago.Torch;
using Imago.Training.Loss;

namespace Imago.Training.Run;

/// <summary>Sums up what the loss measured during a tick.</summary>
internal sealed class StatisticsTable
{
    private readonly SortedDictionary<string, Sums> _sums = new(StringComparer.Ordinal);

    /// <summary>How many numbers were measured, their sum and the sum of their squares.</summary>
    internal readonly record struct Sums(long Num, double Sum, double Squares);

    /// <summary>What was measured since <see cref="Take"/>, to save and to restore.</summary>
    internal IReadOnlyDictionary<string, Sums> State
    {
        get => _sums;
        set
        {
            _sums.Clear();
            foreach (var (name, sums) in value)
                _sums[name] = sums;
        }
    }

    internal void Add(Measures measures)
    {
        foreach (var (name, values) in measures.Values)
        {
            var (num, sum, squares) = _sums.GetValueOrDefault(name);
            foreach (var value in values)
                (num, sum, squares) = (num + 1, sum + value, squares + ((double)value * value));
            _sums[name] = new(num, sum, squares);
        }
    }

    /// <summary>Adds what another table holds.</summary>
    internal void Add(StatisticsTable other)
    {
        foreach (var (name, more) in other._sums)
        {
            var (num, sum, squares) = _sums.GetValueOrDefault(name);
            _sums[name] = new(num + more.Num, sum + more.Sum, squares + more.Squares);
        }
    }

    /// <summary>Adds up the tables of all processes, which hold the same names; each then has the sums.</summary>
    internal void SumOver(ProcessGroup group)
    {
        if (group.Size == 1)
            return;
        string[] names = [.. _sums.Keys];
        var sums = group.Sum([.. _sums.Values.SelectMany(static one => new[] { one.Num, one.Sum, one.Squares })]);
        for (var i = 0; i < names.Length; i++)
            _sums[names[i]] = new((long)sums[3 * i], sums[(3 * i) + 1], sums[(3 * i) + 2]);
    }

    /// <summary>The first measure whose mean is no finite number; null where all are.</summary>
    internal (string Name, double Mean)? FirstNonsense()
    {
        foreach (var (name, sums) in _sums)
            if (!double.IsFinite(sums.Sum))
                return (name, sums.Sum);
        return null;
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
