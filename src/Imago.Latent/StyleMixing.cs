namespace Imago.Latent;

/// <summary>
/// Style mixing (Karras et al. 2019, arXiv:1812.04948, section 3.1): a picture that takes some layers' w from another. Low indices steer pose
/// and shape, high ones colour and texture.
/// </summary>
public static class StyleMixing
{
    /// <summary>One picture's ws with those of some layers from another.</summary>
    /// <param name="into">In W.</param>
    /// <param name="from">In W.</param>
    /// <param name="layers">Indices 0 to numWs - 1.</param>
    /// <param name="numWs">How many ws a picture of the network takes.</param>
    /// <param name="amount">How much of them: 0 none, 1 all.</param>
    /// <exception cref="ArgumentException">A latent lies in Z, or an index is none that the network has.</exception>
    public static LatentCode Mix(LatentCode into, LatentCode from, IReadOnlyCollection<int> layers, int numWs, double amount = 1)
    {
        if (into.Space != LatentSpace.W || from.Space != LatentSpace.W || into.Values.Length != from.Values.Length)
            throw new ArgumentException($"{into.Name} and {from.Name} cannot be mixed in {into.Space} and {from.Space}: map both to w first.");
        if (layers.Any(layer => layer < 0 || layer >= numWs))
            throw new ArgumentException($"The layers {string.Join(", ", layers)} were asked for, but a picture of this network has the ws 0 to {numWs - 1}: leave out the others.");
        var (values, wDim) = ((float[])into.Values.Clone(), into.Values.Length / numWs);
        foreach (var layer in layers)
            for (var i = layer * wDim; i < (layer + 1) * wDim; i++)
                values[i] = amount == 1 ? from.Values[i] : values[i] + ((float)amount * (from.Values[i] - values[i]));
        return new(LatentSpace.W, values) { Name = $"{into.Name} with {from.Name}" };
    }
}
