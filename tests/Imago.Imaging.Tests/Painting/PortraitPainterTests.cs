using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Imago.Imaging.Painting;

namespace Imago.Imaging.Tests.Painting;

public sealed partial class PortraitPainterTests
{
    [Fact]
    public void A_seed_names_the_same_portrait_for_ever()
    {
        var svgs = string.Concat(Enumerable.Range(0, 100).Select(seed => PortraitPainter.Svg(seed)));
        // Changes only when the painter is changed on purpose: every data set painted before is then another one.
        Assert.Equal("73cacb8e9d3072a66127218762476b34", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(svgs)))[..32]);
    }

    [Fact]
    public void Many_threads_paint_the_same_pixels_as_one()
    {
        var alone = Enumerable.Range(0, 24).Select(seed => PortraitPainter.Paint(seed, 64).Pixels).ToArray();
        var together = new byte[24][];
        Parallel.For(0, 24, seed => together[seed] = PortraitPainter.Paint(seed, 64).Pixels);
        Assert.Equal(alone, together);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(200)]
    [InlineData(512)]
    public void A_portrait_has_the_size_that_was_asked_for(int resolution)
    {
        var picture = PortraitPainter.Paint(5, resolution);
        Assert.Equal((resolution, resolution, 3), (picture.Width, picture.Height, picture.Channels));
    }

    [Fact]
    public void A_larger_portrait_is_the_same_portrait()
    {
        foreach (var seed in new long[] { 1, 2, 3, long.MaxValue, long.MinValue })
        {
            var small = PortraitPainter.Paint(seed, 64).Pixels;
            var large = PortraitPainter.Paint(seed, 256).Pixels;
            var shrunk = new byte[small.Length];
            for (var i = 0; i < shrunk.Length; i++)
            {
                var (y, x, c) = (i / 3 / 64, i / 3 % 64, i % 3);
                var sum = 0;
                for (var j = 0; j < 16; j++) sum += large[((y * 4 + j / 4) * 256 + x * 4 + j % 4) * 3 + c];
                shrunk[i] = (byte)(sum / 16);
            }
            Assert.InRange(Distance(small, shrunk), 0, 6);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(4097)]
    public void A_resolution_out_of_range_is_refused_with_the_range(int resolution) =>
        Assert.Contains("8 to 4096", Assert.Throws<ArgumentOutOfRangeException>(() => PortraitPainter.Paint(0, resolution)).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_two_thousand_portraits_no_two_are_alike_and_all_are_kin()
    {
        const int count = 2000, size = 32;
        var portraits = new byte[count][];
        Parallel.For(0, count, seed => portraits[seed] = PortraitPainter.Paint(seed, size).Pixels);
        var nearest = new double[count];
        var sums = new double[count];
        Parallel.For(0, count, i =>
        {
            nearest[i] = double.MaxValue;
            for (var j = 0; j < count; j++)
            {
                if (j == i) continue;
                var distance = Distance(portraits[i], portraits[j]);
                nearest[i] = Math.Min(nearest[i], distance);
                sums[i] += distance;
            }
        });
        // Mean absolute difference, of 255. Two noises without anything in common would lie 85 apart.
        Assert.True(nearest.Min() > 9, $"Two portraits are only {nearest.Min():0.0} apart.");
        Assert.InRange(sums.Sum() / count / (count - 1), 40, 60);
    }

    [Fact]
    public void Every_drawing_is_sound_svg()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var svg = PortraitPainter.Svg(seed);
            var ids = XDocument.Parse(svg).Descendants().Attributes("id").Select(id => id.Value).ToHashSet();
            Assert.All(References().Matches(svg), reference => Assert.Contains(reference.Groups[1].Value, ids));
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"url\(#(\w+)\)")]
    private static partial Regex References();

    private static double Distance(byte[] a, byte[] b)
    {
        var sum = 0L;
        var i = 0;
        for (; i <= a.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector<byte> x = new(a, i), y = new(b, i);
            Vector.Widen(Vector.Max(x, y) - Vector.Min(x, y), out var low, out var high);
            sum += Vector.Sum(low) + Vector.Sum(high);
        }
        for (; i < a.Length; i++) sum += Math.Abs(a[i] - b[i]);
        return (double)sum / a.Length;
    }
}
