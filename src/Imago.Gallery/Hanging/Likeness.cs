using Imago.Imaging;

namespace Imago.Gallery.Hanging;

/// <summary>How alike pictures are: the cosine of their vectors.</summary>
internal sealed class Likeness
{
    /// <summary>Two pictures above it do not hang on one wall.</summary>
    public const float TooAlike = 0.95f;

    private readonly float[] _units;
    private readonly int _dimensions;

    /// <summary>Takes vectors.</summary>
    /// <param name="vectors">[pictures, dimensions].</param>
    /// <param name="dimensions">How long each is.</param>
    public Likeness(ReadOnlySpan<float> vectors, int dimensions)
    {
        (_units, _dimensions) = (vectors.ToArray(), dimensions);
        for (var at = 0; at < _units.Length; at += dimensions)
        {
            var one = _units.AsSpan(at, dimensions);
            var norm = MathF.Sqrt(Vectors.Dot<float>(one, one));
            if (norm > 0)
                foreach (ref var value in one)
                    value /= norm;
        }
    }

    /// <summary>The cosine, -1 to 1.</summary>
    public float Of(int one, int other) => Vectors.Dot(Row(one), Row(other));

    /// <summary>The pairs among some pictures that are too alike.</summary>
    public IEnumerable<(int One, int Other)> Pairs(IReadOnlyList<int> pictures)
    {
        for (var i = 0; i < pictures.Count; i++)
            for (var j = i + 1; j < pictures.Count; j++)
                if (Of(pictures[i], pictures[j]) > TooAlike)
                    yield return (pictures[i], pictures[j]);
    }

    /// <summary>
    /// The order on a wall by maximal marginal relevance (Carbonell and Goldstein 1998): the best first, then always the one with the most of its score less its likeness to what
    /// hangs already.
    /// </summary>
    /// <param name="pictures">What hangs on the wall, with the scores.</param>
    /// <returns>The pictures in their order.</returns>
    public List<int> InOrder(IEnumerable<(int Picture, float Score)> pictures)
    {
        var left = pictures.OrderByDescending(static one => one.Score).ThenBy(static one => one.Picture).ToList();
        var (low, range) = left.Count == 0 ? (0, 1) : (left[^1].Score, Math.Max(left[0].Score - left[^1].Score, 1e-6f));
        var likest = new Dictionary<int, float>();
        List<int> order = [];
        while (left.Count > 0)
        {
            var next = left.MaxBy(one => ((one.Score - low) / range) - likest.GetValueOrDefault(one.Picture));
            left.Remove(next);
            order.Add(next.Picture);
            foreach (var (picture, _) in left)
                likest[picture] = Math.Max(likest.GetValueOrDefault(picture, -1), Of(picture, next.Picture));
        }
        return order;
    }

    private ReadOnlySpan<float> Row(int picture) => _units.AsSpan(picture * _dimensions, _dimensions);
}
