using System.Numerics;
using System.Runtime.InteropServices;

namespace Imago.Imaging;

/// <summary>Sums over vectors, as many numbers at a time as the processor takes.</summary>
public static class Vectors
{
    /// <summary>The scalar product of two of one length.</summary>
    public static T Dot<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other)
        where T : struct, INumber<T>
    {
        var lanes = MemoryMarshal.Cast<T, Vector<T>>(one);
        var others = MemoryMarshal.Cast<T, Vector<T>>(other);
        var sums = Vector<T>.Zero;
        for (var i = 0; i < lanes.Length; i++)
            sums += lanes[i] * others[i];
        var sum = Vector.Sum(sums);
        for (var i = lanes.Length * Vector<T>.Count; i < one.Length; i++)
            sum += one[i] * other[i];
        return sum;
    }

    /// <summary>sum += factor · one, of one length.</summary>
    public static void Add<T>(Span<T> sum, ReadOnlySpan<T> one, T factor)
        where T : struct, INumber<T>
    {
        var sums = MemoryMarshal.Cast<T, Vector<T>>(sum);
        var lanes = MemoryMarshal.Cast<T, Vector<T>>(one);
        for (var i = 0; i < lanes.Length; i++)
            sums[i] += lanes[i] * factor;
        for (var i = lanes.Length * Vector<T>.Count; i < one.Length; i++)
            sum[i] += one[i] * factor;
    }
}
