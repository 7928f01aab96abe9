using Imago.Torch;

namespace Imago.Networks.Ops;

/// <summary>
/// Minibatch standard deviation (Karras et al. 2018, arXiv:1710.10196, section 3): extra channels that tell the discriminator how
/// much the pictures of a group differ, so that a generator of one picture gives itself away.
/// </summary>
public static class MinibatchStd
{
    /// <summary>[N, C, H, W] → [N, C + F, H, W].</summary>
    /// <param name="x">Activations.</param>
    /// <param name="groupSize">Pictures in a group, N at most; null means the whole batch. N must be a multiple of it.</param>
    /// <param name="features">F, the number of extra channels; C must be a multiple of it.</param>
    public static Tensor Apply(Tensor x, long? groupSize, long features = 1)
    {
        using var scope = TensorScope.Open();
        var (batch, channels, height, width) = (x.Size(0), x.Size(1), x.Size(2), x.Size(3));
        var size = Math.Min(groupSize ?? batch, batch);
        if (batch % size != 0)
            throw new ArgumentException($"a batch of {batch} pictures cannot be split into groups of {size}: choose a batch that is a multiple of the minibatch-std group.");
        var groups = batch / size;

        // Members of a group stand N / G apart: sample i of group j is number i·(N / G) + j.
        var y = x.Reshape(size, groups, features, channels / features, height, width);
        y = y.Sub(y.Mean([0], keepDims: true));
        y = y.Square().Mean([0]).Add(1e-8).Sqrt(); // [groups, F, C / F, H, W]
        y = y.Mean([2, 3, 4]); // [groups, F]
        y = y.Reshape(groups, features, 1, 1).Repeat(size, 1, height, width); // [N, F, H, W]
        return scope.Keep(Tensor.Cat([x, y], 1));
    }
}
