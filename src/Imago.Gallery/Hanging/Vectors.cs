using System.Numerics;
using System.Runtime.InteropServices;

namespace Imago.Gallery.Hanging;

/// <summary>Sums over vectors.</summary>
internal static class Vectors
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
}
