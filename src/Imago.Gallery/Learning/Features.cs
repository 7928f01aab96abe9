using Imago.Imaging;

namespace Imago.Gallery.Learning;

/// <summary>What a gallery was hung by: the vectors of its works and of its walls' queries, whose cosine is how well a work answers a query. Kept by <c>imago gallery hang</c> in <c>private/pool/</c>.</summary>
/// <param name="Dimensions">How long each vector is.</param>
/// <param name="Works">By the work's number.</param>
/// <param name="Walls">By the wall's name, as <c>people/round-dance</c>.</param>
public sealed record Features(int Dimensions, IReadOnlyDictionary<int, float[]> Works, IReadOnlyDictionary<string, float[]> Walls)
{
    /// <summary>A work's vector, of length 1; null: it is not known.</summary>
    internal double[]? OfWork(int work) => Works.TryGetValue(work, out var vector) ? Unit(vector) : null;

    /// <summary>A wall's vector, of length 1; null: it is not known.</summary>
    internal double[]? OfWall(string wall) => Walls.TryGetValue(wall, out var vector) ? Unit(vector) : null;

    private static double[] Unit(float[] vector)
    {
        var unit = Array.ConvertAll(vector, static value => (double)value);
        var length = Math.Max(Math.Sqrt(Vectors.Dot<double>(unit, unit)), 1e-12);
        foreach (ref var value in unit.AsSpan())
            value /= length;
        return unit;
    }
}
