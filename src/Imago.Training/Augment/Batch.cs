using Imago.Torch;

namespace Imago.Training.Augment;

/// <summary>Works on some pictures of a batch.</summary>
internal static class Batch
{
    /// <summary>
    /// x [N, …] with each group of pictures put through an operation that keeps their shape; pictures in no group stay as they are.
    /// </summary>
    /// <param name="x">The batch.</param>
    /// <param name="groups">Indices 0 to N - 1, each at most once.</param>
    /// <param name="operation">From the pictures of a group, and its indices, to the new pictures.</param>
    public static Tensor Replace(Tensor x, IReadOnlyList<int[]> groups, Func<Tensor, int[], Tensor> operation)
    {
        if (groups.Count == 0)
            return x;
        using var scope = TensorScope.Open();
        var count = (int)x.Size(0);
        if (groups is [var all] && all.Length == count && all.SequenceEqual(Enumerable.Range(0, count)))
            return scope.Keep(operation(x, all));

        var order = groups.SelectMany(group => group).ToList();
        var parts = groups.Select(group => operation(Select(x, group), group)).ToList();
        int[] untouched = [.. Enumerable.Range(0, count).Except(order)];
        if (untouched.Length > 0)
        {
            order.AddRange(untouched);
            parts.Add(Select(x, untouched));
        }
        var place = new int[count];
        for (var i = 0; i < count; i++)
            place[order[i]] = i;
        return scope.Keep(Select(Tensor.Cat([.. parts], 0), place));
    }

    private static Tensor Select(Tensor x, int[] indices) => x.IndexSelect(0, Tensor.From(indices, indices.Length).To(x.Device));
}
