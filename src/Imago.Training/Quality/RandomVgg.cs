using Imago.Torch;

namespace Imago.Training.Quality;

/// <summary>
/// A small network in VGG's manner (3×3 convolutions, ReLU, halving by pooling; Simonyan and Zisserman 2015) that nobody has trained: orthogonal weights from
/// a fixed seed. Its mean-pooled features tell layouts, colours and variety apart without any foreign weights. Always 32-bit on the CPU, so that
/// its numbers compare between machines.
/// </summary>
/// <remarks>
/// Two choices were made by looking at real pictures changed in known ways (docs/quality-numbers.md). The first pooling is a mean, the others a maximum: all
/// maxima make a light blur outweigh lost modes, all means lose shuffled blocks. And the first layer passes flat colour at half its weight, or brightness drowns the rest.
/// </remarks>
internal sealed class RandomVgg : IDisposable
{
    /// <summary>Stands beside every number; changes whenever a weight or layer does.</summary>
    public const string Version = "random-vgg/1";

    /// <summary>Length of a picture's features.</summary>
    public const int Features = 512;

    /// <summary>Larger pictures are reduced to this side by the mean of boxes.</summary>
    public const int LargestSide = 128;

    private static readonly int[] s_widths = [32, 64, 128, 256, Features];

    private static readonly Lazy<float[][]> s_weights = new(DrawWeights);

    private readonly int _channels;
    private readonly Tensor[] _weights; // [out, in, 3, 3] each

    /// <summary>The network for pictures of 1 (grey, as three equal channels) or 3 channels.</summary>
    public RandomVgg(int channels)
    {
        _channels = channels;
        _weights = new Tensor[s_widths.Length];
        var drawn = s_weights.Value;
        for (var i = 0; i < _weights.Length; i++)
        {
            var inputs = i == 0 ? 3 : s_widths[i - 1];
            using var scope = TensorScope.Open();
            var weight = Tensor.From(drawn[i], s_widths[i], inputs, 3, 3);
            if (i == 0 && channels == 1)
                weight = weight.Sum([1], keepDims: true); // [out, 1, 3, 3]
            _weights[i] = TensorScope.Free(weight.Contiguous(MemoryFormat.ChannelsLast));
        }
    }

    /// <summary>The weights of the five layers, rows [out], columns [in, 3, 3], for three channels.</summary>
    public static float[][] DrawWeights()
    {
        var random = new NumpyRandom(1);
        var weights = new float[s_widths.Length][];
        for (int i = 0, inputs = 3; i < weights.Length; inputs = s_widths[i++])
            weights[i] = OrthogonalWeights.Draw(random, s_widths[i], inputs * 9, Math.Sqrt(2)); // √2 keeps the power behind a ReLU
        HalveFlatColour(weights[0]);
        return weights;
    }

    // Takes half of its mean from each 3×3 filter.
    private static void HalveFlatColour(float[] weights)
    {
        for (var first = 0; first < weights.Length; first += 9)
        {
            var sum = 0.0;
            foreach (var weight in weights.AsSpan(first, 9))
                sum += weight;
            foreach (ref var weight in weights.AsSpan(first, 9))
                weight = (float)(weight - sum / 18);
        }
    }

    /// <summary>Features [n, 512] of n pictures.</summary>
    /// <param name="pictures">[n, C, S, S] of −1 … 1, S from <see cref="SideFor"/>.</param>
    /// <param name="side">S.</param>
    public float[] Apply(ReadOnlySpan<float> pictures, int side)
    {
        using var scope = TensorScope.Open();
        using var noGrad = Autograd.NoGrad();
        var x = Tensor.From(pictures, pictures.Length / (_channels * side * side), _channels, side, side).Contiguous(MemoryFormat.ChannelsLast);
        for (var i = 0; i < _weights.Length; i++)
        {
            x = Convolution.Apply(x, _weights[i], padding: 1).Relu();
            if (i + 1 < _weights.Length)
                x = Halve(x, i == 0);
        }
        return x.Mean([2, 3]).ToFloats(); // [n, 512]
    }

    /// <summary>The side at which pictures of a resolution are looked at.</summary>
    public static int SideFor(int resolution) => Math.Min(resolution, LargestSide);

    /// <summary>A picture [C, H, W] of bytes as the network takes it: [C, S, S], −1 … 1.</summary>
    public static void Prepare(ReadOnlySpan<byte> picture, int resolution, Span<float> prepared)
    {
        var side = SideFor(resolution);
        var box = resolution / side;
        var scale = 1 / (127.5f * box * box);
        for (var i = 0; i < prepared.Length; i++)
        {
            var first = i / side * box * resolution + i % side * box; // rows of all channels, one below the other
            var sum = 0;
            for (var y = 0; y < box; y++)
            {
                foreach (var value in picture.Slice(first + y * resolution, box))
                    sum += value;
            }
            prepared[i] = sum * scale - 1;
        }
    }

    // [n, c, 2h, 2w] → [n, c, h, w], rows first, then columns: faster than a reduction over split dimensions, and it stays channels last.
    private static Tensor Halve(Tensor x, bool mean)
    {
        foreach (var dimension in new[] { 2, 3 })
        {
            var size = x.Size(dimension);
            Tensor even = x.Slice(dimension, 0, size, 2), odd = x.Slice(dimension, 1, size, 2);
            x = mean ? (even + odd) * 0.5 : even.Maximum(odd);
        }
        return x;
    }

    public void Dispose()
    {
        foreach (var weight in _weights)
            weight.Dispose();
    }
}
