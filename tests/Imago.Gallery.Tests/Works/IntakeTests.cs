using Imago.Gallery.Storage;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Works;
using Imago.Imaging;
using Imago.Imaging.Painting;

namespace Imago.Gallery.Tests.Works;

public class IntakeTests
{
    [Fact]
    public async Task A_work_leaves_one_full_size_and_nine_small_copies_of_at_most_512_pixels()
    {
        using var temp = new TempFolder();
        var (full, small) = (new FolderStore(temp.At("full")), new FolderStore(temp.At("small")));
        var portrait = PortraitPainter.Paint(3, 768);
        var work = await new Intake(full, small).TakeInAsync(1, portrait, score: 0.5);
        Assert.Equal(portrait.Pixels, PictureReader.Decode(File.ReadAllBytes(Assert.Single(Directory.GetFiles(full.Path, "*", SearchOption.AllDirectories)))).Pixels);
        var copies = Directory.GetFiles(small.Path, "*", SearchOption.AllDirectories);
        Assert.Equal(9, copies.Length);
        Assert.All(copies, copy => Assert.InRange(PictureReader.Decode(File.ReadAllBytes(copy)).Width, 160, 512));
        Assert.All(copies, copy => Assert.StartsWith(work.Small, Path.GetFileName(copy), StringComparison.Ordinal));
        Assert.DoesNotContain(work.FullKey, string.Concat(copies), StringComparison.Ordinal);
    }

    [Fact]
    public void Fingerprints_know_a_picture_again_and_tell_others_apart()
    {
        var portraits = Enumerable.Range(0, 40).Select(seed => PortraitPainter.Paint(seed, 256)).ToArray();
        var hashes = portraits.Select(Fingerprint.Of).ToArray();
        for (var i = 0; i < portraits.Length; i++)
        {
            var again = PictureReader.Decode(PictureWriter.Encode(PictureResizer.Fit(portraits[i], 200, 200), PictureFormat.Jpeg, new() { Quality = 60 }));
            Assert.InRange(Fingerprint.Distance(hashes[i], Fingerprint.Of(again)), 0, 4);
        }
        var distances = from one in hashes from other in hashes where one != other select Fingerprint.Distance(one, other);
        Assert.True(distances.Average() > 16, $"{distances.Average()}");
    }

    [Fact]
    public void A_thumbhash_comes_near_to_its_picture()
    {
        foreach (var (width, height) in new[] { (256, 256), (256, 128), (100, 256) })
        {
            var portrait = PictureResizer.Fit(PortraitPainter.Paint(5, 256), width, height);
            var hash = ThumbHash.Of(portrait);
            Assert.InRange(hash.Length, 5, 25);
            var blurred = ThumbHash.ToPicture(hash);
            Assert.Equal((double)width / height, (double)blurred.Width / blurred.Height, 0.35);
            var little = PictureResizer.Fit(portrait, blurred.Width, blurred.Height, filter: ResizeFilter.Box);
            Assert.InRange(little.Pixels.Zip(blurred.Pixels, static (a, b) => Math.Abs(a - b)).Average(), 0, 26);
        }
    }

    [Fact]
    public async Task A_key_that_leads_elsewhere_is_refused()
    {
        using var temp = new TempFolder();
        var store = new FolderStore(temp.At("store"));
        foreach (var key in new[] { "../secret", "a/b", ".hidden", "", new string('a', 121) })
            await Assert.ThrowsAnyAsync<ArgumentException>(() => store.OpenAsync(key));
    }
}
