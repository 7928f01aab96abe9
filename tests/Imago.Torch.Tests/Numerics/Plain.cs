namespace Imago.Torch.Tests.Numerics;

/// <summary>Numbers in C order with their shape, computed by plain loops: what an operator means, without libtorch.</summary>
internal sealed record Plain(long[] Shape, double[] Values)
{
    /// <summary>The element at an index; a dimension of size 1 repeats, and leading dimensions that are missing are ignored.</summary>
    public double this[params long[] index]
    {
        get
        {
            var (offset, skip) = (0L, index.Length - Shape.Length);
            for (var d = 0; d < Shape.Length; d++)
                offset = (offset * Shape[d]) + (Shape[d] == 1 ? 0 : index[d + skip]);
            return Values[offset];
        }
    }

    /// <summary>Every element by its index.</summary>
    public static Plain Make(long[] shape, Func<long[], double> at)
    {
        var values = new double[shape.Aggregate(1L, (a, b) => a * b)];
        var index = new long[shape.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var rest = (long)i;
            for (var d = shape.Length - 1; d >= 0; d--)
                (rest, index[d]) = Math.DivRem(rest, shape[d]);
            values[i] = at(index);
        }
        return new(shape, values);
    }

    public static Plain Of(Tensor t) => new(t.Shape, t.Detach().To(ScalarType.Float64).ToArray<double>());

    public Plain Map(Func<double, double> f) => new(Shape, [.. Values.Select(f)]);

    /// <summary>Element with element, broadcast.</summary>
    public static Plain Zip(Plain a, Plain b, Func<double, double, double> f)
    {
        var shape = new long[Math.Max(a.Shape.Length, b.Shape.Length)];
        for (var d = 1; d <= shape.Length; d++)
        {
            var (na, nb) = (d <= a.Shape.Length ? a.Shape[^d] : 1, d <= b.Shape.Length ? b.Shape[^d] : 1);
            shape[^d] = Math.Max(na, nb);
        }
        return Make(shape, i => f(a[i], b[i]));
    }

    /// <summary>Folds dimensions into one number each.</summary>
    public Plain Reduce(long[] dimensions, bool keepDims, Func<IEnumerable<double>, double> fold)
    {
        var groups = new Dictionary<string, (long[] Index, List<double> Members)>();
        var order = new List<string>();
        _ = Make(Shape, i =>
        {
            var kept = i.Where((_, d) => !dimensions.Contains(d)).ToArray();
            var key = string.Join(',', kept);
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = (kept, []);
                order.Add(key);
            }
            group.Members.Add(this[i]);
            return 0;
        });
        var shape = keepDims
            ? Shape.Select((n, d) => dimensions.Contains(d) ? 1 : n).ToArray()
            : Shape.Where((_, d) => !dimensions.Contains(d)).ToArray();
        return new(shape, [.. order.Select(key => fold(groups[key].Members))]);
    }
}
