using System.Text;
using Imago.Torch;

namespace Imago.Reference.Tests;

/// <summary>
/// Weights that come from a formula, so that cases with large networks need no large files. A value depends on a seed, the tensor's full name
/// and the element's index i in C order: h = FNV-1a(seed:name), x = h + i · 0x9E3779B1, then MurmurHash3's finalizer, 24 bits of it as v in [-1, 1).
/// </summary>
public sealed class FormulaWeights(string seed)
{
    /// <summary>[shape] float32 of v · scale + offset, computed in double.</summary>
    public Tensor Tensor(string name, double scale, double offset, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        var hash = Hash($"{seed}:{name}");
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(Value(unchecked(hash + (uint)i * 0x9E3779B1u)) * scale + offset);
        return Torch.Tensor.From(values, shape);
    }

    private static double Value(uint x)
    {
        unchecked
        {
            x ^= x >> 16;
            x *= 0x85EBCA6Bu;
            x ^= x >> 13;
            x *= 0xC2B2AE35u;
            x ^= x >> 16;
        }
        return 2.0 * (x >> 8) / (1 << 24) - 1;
    }

    /// <summary>FNV-1a of 32 bits over the UTF-8 bytes.</summary>
    private static uint Hash(string text) =>
        Encoding.UTF8.GetBytes(text).Aggregate(2166136261u, (hash, one) => unchecked((hash ^ one) * 16777619u));
}
