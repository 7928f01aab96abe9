using Imago.Torch;

namespace Imago.Networks.Formats;

/// <summary>
/// One generator of two: the coarse blocks, and the mapping, of one, the fine blocks of the other (layer swapping, Pinkney and Adler 2020,
/// arXiv:2010.05334). Best where one was trained from the other, so that their layers still understand each other.
/// </summary>
public static class Blend
{
    /// <summary>Copies into <paramref name="coarse"/> the blocks of <paramref name="fine"/> from a resolution on.</summary>
    /// <param name="coarse">Gives the mapping and the blocks below <paramref name="splitResolution"/>; changed.</param>
    /// <param name="fine">Gives the blocks from there on.</param>
    /// <param name="splitResolution">A power of two above 4, up to the pictures' side.</param>
    /// <exception cref="NetworkException">The networks differ in shape, or there is no such resolution.</exception>
    public static void Into(Generator coarse, Generator fine, int splitResolution)
    {
        var (a, b) = (coarse.Options, fine.Options);
        if (splitResolution <= 4 || splitResolution > a.ImgResolution || !int.IsPow2(splitResolution))
            throw new NetworkException($"The networks are split at {splitResolution}, expected a power of two from 8 to {a.ImgResolution}.");
        using var none = Autograd.NoGrad();
        var given = fine.State().ToDictionary();
        foreach (var (name, parameter) in coarse.State())
        {
            if (!(BlockNames.Resolution(name, BlockNames.Generator) >= splitResolution)) continue;
            if (!given.TryGetValue(name, out var other) || !other.Value.Shape.AsSpan().SequenceEqual(parameter.Value.Shape))
                throw new NetworkException(
                    $"The two networks cannot be blended: {name} is [{string.Join(", ", parameter.Value.Shape)}] in one and {(other is null ? "missing" : $"[{string.Join(", ", other.Value.Shape)}]")} in the other "
                    + $"({a.ImgResolution}² with w of {a.WDim}, {b.ImgResolution}² with w of {b.WDim}); take two of the same shape, best one that was trained from the other.");
            parameter.Value.CopyFrom(other.Value);
        }
    }
}
