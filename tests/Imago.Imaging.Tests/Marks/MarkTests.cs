using System.Globalization;
using Imago.Imaging.Marks;
using Imago.Imaging.Painting;

namespace Imago.Imaging.Tests.Marks;

public sealed class MarkTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const long Number = 123_456_789_012;

    private static readonly byte[] s_key = [.. Enumerable.Range(0, 32).Select(static i => (byte)(i * 7))];

    // IMAGO_MARK_PICTURES names a folder whose pictures are taken in place of two painted ones, IMAGO_MARK_SIDE their longer side in pixels, IMAGO_MARK_COUNT how many.
    [Fact]
    public void Nineteen_of_twenty_marks_are_read_after_JPEG_of_quality_50_after_halving_and_after_a_tenth_is_cropped_away()
    {
        var (side, most) = (Given("IMAGO_MARK_SIDE") ?? 512, Given("IMAGO_MARK_COUNT") ?? int.MaxValue);
        var pictures = Environment.GetEnvironmentVariable("IMAGO_MARK_PICTURES") is { Length: > 0 } folder
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(PictureReader.HasPictureName).Order(StringComparer.Ordinal).Take(most).Select(file => PictureResizer.Load(file, side))
            : Enumerable.Range(5, Given("IMAGO_MARK_COUNT") ?? 2).Select(seed => PortraitPainter.Paint(seed, side));
        long[] numbers = [.. Enumerable.Range(1, 10_000)]; // the works of a gallery
        (string Name, bool Must, Func<Picture, Picture> Make)[] copies =
        [
            ("itself", true, static one => one), ("JPEG 50", true, static one => Copies.Jpeg(one, 50)), ("half", true, static one => Copies.Scaled(one, 0.5)), ("a tenth cropped", true, static one => Copies.Cropped(one, 0.07, 0.02, 0.9)),
            ("JPEG 80", false, static one => Copies.Jpeg(one, 80)), ("half, JPEG 80", false, static one => Copies.Jpeg(Copies.Scaled(one, 0.5), 80)), ("half, JPEG 50", false, static one => Copies.Jpeg(Copies.Scaled(one, 0.5), 50)),
            ("a tenth cropped, half, JPEG 80", false, static one => Copies.Jpeg(Copies.Scaled(Copies.Cropped(one, 0.07, 0.02, 0.9), 0.5), 80)), ("a third cropped", false, static one => Copies.Cropped(one, 0.2, 0.11, 0.67)),
        ];
        var all = Given("IMAGO_MARK_COUNT") is not null;
        copies = [.. copies.Where(copy => copy.Must || all)];
        var (read, blind, psnr, falsely) = (new int[copies.Length], new int[copies.Length], new List<double>(), 0);
        foreach (var picture in pictures)
        {
            var number = 1 + psnr.Count * 37 % numbers.Length;
            var marked = MarkWriter.Put(picture, s_key, number);
            psnr.Add(Copies.Psnr(picture, marked));
            for (var at = 0; at < copies.Length; at++)
            {
                var copy = copies[at].Make(marked);
                if (Math.Max(copy.Width, copy.Height) < MarkReader.Smallest)
                    continue; // says nothing
                read[at] += MarkReader.Read(copy, s_key, numbers) is { IsMark: true } one && one.Number == number ? 1 : 0;
                blind[at] += all && copies[at].Must && MarkReader.Read(copy, s_key) is { IsMark: true } other && other.Number == number ? 1 : 0;
            }
            falsely += all && MarkReader.Read(picture, s_key, numbers).IsMark ? 1 : 0;
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{psnr.Count} pictures of {side}: PSNR {psnr.Min():F1} to {psnr.Max():F1} dB, median {psnr.Order().ElementAt(psnr.Count / 2):F1}; unmarked but read: {falsely}"));
        for (var at = 0; at < copies.Length; at++)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{copies[at].Name}: read {(double)read[at] / psnr.Count:P0}{(all && copies[at].Must ? $", among all numbers of 40 bits {(double)blind[at] / psnr.Count:P0}" : "")}"));
        Assert.True(psnr.Min() >= 42, $"{psnr.Min()} dB");
        Assert.Equal(0, falsely);
        Assert.All(copies.Index().Where(static one => one.Item.Must), one => Assert.True(read[one.Index] >= 0.95 * psnr.Count, $"{one.Item.Name}: {read[one.Index]} of {psnr.Count}"));

        static int? Given(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var given) ? given : null;
    }

    [Fact]
    public void A_number_of_40_bits_is_read_without_knowing_which_there_are_and_so_is_how_much_is_left()
    {
        var marked = MarkWriter.Put(PictureResizer.Fit(PortraitPainter.Paint(5, 512), 512, 340), s_key, Number);
        foreach (var (copy, kept) in new[] { (marked, 1.0), (Copies.Scaled(marked, 0.7), 1), (Copies.Cropped(marked, 0.05, 0.1, 0.85), 0.85) })
        {
            var reading = MarkReader.Read(copy, s_key);
            output.WriteLine($"{reading}");
            Assert.True(reading.IsMark);
            Assert.Equal(Number, reading.Number);
            Assert.Equal(kept, reading.Kept, 0.01);
        }
    }

    [Fact]
    public void Copies_that_ffmpeg_made_are_read_too()
    {
        using var temp = new TempFolder();
        var marked = temp["marked.png"];
        PictureWriter.Save(marked, MarkWriter.Put(PortraitPainter.Paint(6, 512), s_key, Number));
        foreach (var filter in (string[])["scale=iw*0.75:-1:flags=bicubic", "crop=iw*0.9:ih*0.88:11:23", "eq=brightness=0.04:contrast=1.1"])
        {
            var copy = temp["copy.jpg"];
            Copies.Ffmpeg("-i", marked, "-vf", filter, "-q:v", "3", copy);
            var reading = MarkReader.Read(PictureReader.Decode(copy), s_key);
            output.WriteLine($"{filter}: {reading}");
            Assert.True(reading.IsMark && reading.Number == Number, filter);
        }
    }

    [Fact]
    public void Without_the_key_or_without_a_mark_nothing_is_read()
    {
        var picture = PortraitPainter.Paint(5, 256);
        Assert.False(MarkReader.Read(MarkWriter.Put(picture, s_key, Number), new byte[32]).IsMark);
        for (var seed = 0; seed < 5; seed++)
            Assert.False(MarkReader.Read(PortraitPainter.Paint(seed, 128), s_key).IsMark);
    }

    [Fact]
    public void On_pictures_without_a_mark_numbers_are_loud_no_more_often_than_the_bound_says()
    {
        // Three hundred keys at one place, for one number: the bound of Hoeffding, for which the pictures do not matter. It is a bound for any, so among them are one of noise and one that repeats itself.
        var random = new Random(2);
        Picture[] pictures = [PortraitPainter.Paint(5, 128), new(128, 128, 1, [.. Enumerable.Range(0, 128 * 128).Select(_ => (byte)random.Next(256))]), new(128, 128, 1, [.. Enumerable.Range(0, 128 * 128).Select(static i => (byte)(i % 8 < 4 ? 40 : 200))])];
        var residues = pictures.Select(static picture => Residue.Of(Residue.Light(picture))).ToArray();
        var likeness = new List<double>();
        for (var trial = 0; trial < 300; trial++)
        {
            var key = new byte[32];
            random.NextBytes(key);
            likeness.Add(MarkReader.At(residues[trial % residues.Length], new Lattice(key), MarkPlace.Whole, [(1, TailBitingCode.Encode(1))]).Likeness);
        }
        foreach (var t in new[] { 1, 1.5, 2, 2.5, 3 })
        {
            var (often, bound) = (likeness.Count(one => one > t) / 300.0, Math.Exp(-t * t / 2));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"above {t}: {often:P1}, bound {bound:P1}"));
            Assert.True(often <= bound, $"{t}: {often} > {bound}");
        }
        Assert.InRange(likeness.Average(), -0.15, 0.15);
    }

    [Fact]
    public void Flat_ground_stays_clean_colours_stay_and_so_does_transparency()
    {
        var flat = new Picture(256, 256, 3, [.. Enumerable.Repeat((byte)120, 256 * 256 * 3)]);
        Assert.InRange(Most(flat, MarkWriter.Put(flat, s_key, Number)), 0, 1);
        var portrait = PortraitPainter.Paint(5, 256);
        var marked = MarkWriter.Put(portrait, s_key, Number);
        for (var i = 0; i < portrait.Pixels.Length; i += 3)
            if (portrait.Pixels.AsSpan(i, 3) is [> 20 and < 235, > 20 and < 235, > 20 and < 235])
                Assert.Equal(portrait.Pixels[i] - portrait.Pixels[i + 1], marked.Pixels[i] - marked.Pixels[i + 1]);
        var clear = new Picture(128, 128, 4, [.. Enumerable.Range(0, 128 * 128 * 4).Select(static i => (byte)(i * 31 / 7))]);
        var clearMarked = MarkWriter.Put(clear, s_key, Number);
        Assert.All(Enumerable.Range(0, 128 * 128), i => Assert.Equal(clear.Pixels[4 * i + 3], clearMarked.Pixels[4 * i + 3]));
        var grey = PictureReader.Decode(PictureWriter.Encode(portrait, PictureFormat.Png));
        Assert.Equal(marked.Pixels, MarkWriter.Put(grey, s_key, Number).Pixels); // the same twice
    }

    [Fact]
    public void A_mean_of_what_is_nowhere_below_nothing_is_not_either() // its root was no number once, on two of twelve photographs
    {
        var values = new float[64];
        (values[0], values[1]) = (1e10f, 1e-10f); // the second is lost in the sum, and taken from it afterwards
        Assert.All(new Surface(64, 1, values).Mean(2).Values, static mean => Assert.True(mean >= 0));
        Assert.All(new Surface(1, 64, values).Mean(2).Values, static mean => Assert.True(mean >= 0));
    }

    [Fact]
    public void What_is_too_small_is_refused_with_a_sentence()
    {
        Assert.False(MarkWriter.Fits(PortraitPainter.Paint(5, 127)));
        Assert.Contains("127 x 127", Assert.Throws<ArgumentException>(static () => MarkWriter.Put(PortraitPainter.Paint(5, 127), s_key, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("95 x 95", Assert.Throws<ArgumentException>(static () => MarkReader.Read(PortraitPainter.Paint(5, 95), s_key)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<ArgumentException>(static () => MarkWriter.Put(PortraitPainter.Paint(5, 128), s_key, 1L << 40));
        Assert.ThrowsAny<ArgumentException>(static () => MarkReader.Read(PortraitPainter.Paint(5, 128), new byte[3]));
    }

    private static int Most(Picture one, Picture other) => one.Pixels.Zip(other.Pixels, static (a, b) => Math.Abs(a - b)).Max();
}
