using System.Numerics;

namespace Imago.Imaging.Tests;

public sealed class VectorsTests
{
    [Fact]
    public void Sums_over_vectors_of_any_length_are_those_of_plain_loops()
    {
        for (var length = 0; length <= 70; length++)
        {
            Check<float>(length);
            Check<double>(length);
        }
    }

    // Small whole numbers: their sums are exact in any order.
    private static void Check<T>(int length)
        where T : struct, INumber<T>
    {
        var random = new Random(length);
        T[] Some() => [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked(random.Next(-9, 10)))];
        var (one, other, sum) = (Some(), Some(), Some());
        var (dot, sums) = (T.Zero, sum.ToArray());
        for (var i = 0; i < length; i++)
        {
            dot += one[i] * other[i];
            sums[i] += T.CreateChecked(3) * one[i];
        }
        Assert.Equal(dot, Vectors.Dot<T>(one, other));
        Vectors.Add(sum, one, T.CreateChecked(3));
        Assert.Equal(sums, sum);
    }
}
