using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Imago.Torch;
using Imago.Training.Quality;

namespace Imago.Training.Tests.Quality;

public class RandomVggTests
{
    [Fact]
    public void The_weights_are_those_of_version_1_to_the_last_bit()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var layer in RandomVgg.DrawWeights())
            hash.AppendData(MemoryMarshal.AsBytes(layer.AsSpan()));

        Assert.Equal("random-vgg/1", RandomVgg.Version);
        Assert.Equal("63deb97574f38d95338d4086cfb42d63af564bcde2c19dc62a5084e73b69c513", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Theory]
    [InlineData(5, 40)]
    [InlineData(40, 5)]
    [InlineData(16, 16)]
    public void Drawn_matrices_are_orthonormal_along_their_shorter_side(int rows, int columns)
    {
        var weights = OrthogonalWeights.Draw(new NumpyRandom(3), rows, columns, 2);
        var count = Math.Min(rows, columns);
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                var dot = 0.0;
                for (var k = 0; k < Math.Max(rows, columns); k++)
                    dot += rows <= columns ? (double)weights[i * columns + k] * weights[j * columns + k] : (double)weights[k * columns + i] * weights[k * columns + j];
                Assert.Equal(i == j ? 4 : 0, dot, 1e-6);
            }
        }
    }

    [Fact]
    public void Grey_pictures_give_the_features_of_three_equal_channels()
    {
        using var grey = new RandomVgg(1);
        using var colour = new RandomVgg(3);
        var picture = new float[32 * 32];
        RandomVgg.Prepare(SomePictures.Discs(4, 32, 1), 32, picture);

        var (a, b) = (grey.Apply(picture, 32), colour.Apply([.. picture, .. picture, .. picture], 32));

        Assert.Equal(RandomVgg.Features, a.Length);
        Assert.All(a.Zip(b), static pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.True(a.Max() > 0.05f, $"features of at most {a.Max()}");
    }

    [Fact]
    public void A_picture_over_128_pixels_is_the_mean_of_its_boxes_to_the_network()
    {
        byte[] small = SomePictures.Discs(1, 128), large = new byte[3 * 512 * 512];
        for (var i = 0; i < large.Length; i++)
            large[i] = small[i / (512 * 512) * 128 * 128 + i / 512 % 512 / 4 * 128 + i % 512 / 4];
        // What one pixel of a box gains another one loses.
        (large[5 * 512 + 9], large[6 * 512 + 10]) = ((byte)(large[5 * 512 + 9] + 7), (byte)(large[6 * 512 + 10] - 7));
        float[] a = new float[3 * 128 * 128], b = new float[a.Length];

        RandomVgg.Prepare(small, 128, a);
        RandomVgg.Prepare(large, 512, b);

        Assert.All(a.Zip(b), static pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal(small[777] / 127.5 - 1, a[777], 1e-5);
    }
}
