using System.Security.Cryptography;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Works;
using Imago.Imaging;
using Imago.Imaging.Painting;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Works;

public class WorkFinderTests
{
    [Fact]
    public async Task Full_size_and_all_copies_are_known_by_their_mark_a_tiny_one_by_its_looks_and_a_stranger_not()
    {
        using var temp = new TempFolder();
        var folder = GalleryFolder.Create(temp.At("gallery"));
        new GallerySettings().Write(folder);
        await using var database = await GalleryDatabase.OpenAsync(folder, GallerySettings.Read(folder));
        File.WriteAllBytes(Path.Combine(folder.Keys, "marks.key"), [.. Enumerable.Range(0, 32).Select(static i => (byte)(i * 5))]); // the same marks every time
        var marks = WorkMarks.Open(folder.Keys);
        var empty = await Assert.ThrowsAsync<GalleryException>(() => WorkFinder.FindAsync(PortraitPainter.Paint(1, 64), database, marks));
        Assert.Contains("imago gallery create", empty.Message, StringComparison.Ordinal);

        var stores = new Stores(new FolderStore(folder.Public), new FolderStore(folder.Full));
        var intake = new Intake(stores.Full, stores.Public, marks: marks);
        await using var context = database.Context();
        for (var number = 1; number <= 2; number++)
            context.Works.Add(await intake.TakeInAsync(number, PortraitPainter.Paint(number, 520), score: 0));
        await context.SaveChangesAsync();
        var work = await context.Works.SingleAsync(static one => one.Number == 2);

        var file = (await stores.Full.ReadAsync(work.FullKey + ".png"))!;
        Assert.Equal(work.Sha256, SHA256.HashData(file)); // of the marked file
        var full = PictureReader.Decode(file);
        Assert.NotEqual(PortraitPainter.Paint(2, 520).Pixels, full.Pixels);
        Assert.Equal((2, KnownBy.Mark), await AskedAsync(full));
        foreach (var side in SmallCopies.Sides.Where(static side => side > 160))
            foreach (var (ending, _, _) in SmallCopies.Formats.Where(format => side == SmallCopies.Largest || format.Format != PictureFormat.Avif)) // of so smooth a picture AVIF leaves too little at 320
                Assert.Equal((side, ending, 2), (side, ending, (await AskedAsync(PictureReader.Decode((await stores.Public.ReadAsync(SmallCopies.Key(work.Small, side, ending)))!))).Work));
        var posted = PictureReader.Decode(PictureWriter.Encode(Part(full, 30, 20, 460, 480), PictureFormat.Jpeg, new() { Quality = 60 }));
        Assert.Equal((2, KnownBy.Mark), await AskedAsync(posted));

        var tiny = PictureReader.Decode(PictureWriter.Encode(PictureResizer.Fit(full, 64, 64), PictureFormat.WebP, new() { Quality = 70 }));
        Assert.Equal((2, KnownBy.Looks), await AskedAsync(tiny));
        Assert.Null((await WorkFinder.FindAsync(tiny, database, marks)).Mark);
        Assert.Equal((null, KnownBy.Nothing), await AskedAsync(PortraitPainter.Paint(77, 128)));
        // The mark decides, not the looks; and another gallery reads none of it.
        Assert.Equal((2, KnownBy.Mark), await AskedAsync(marks.Put(PortraitPainter.Paint(1, 300), 2)));
        var others = WorkMarks.Open(Directory.CreateDirectory(temp.At("others")).FullName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(temp.At("others/marks.key")));
        Assert.Equal((2, KnownBy.Looks), await AskedAsync(PictureResizer.Fit(full, 130, 130), others));

        // Shown again, its copies are the same files as before.
        var before = await stores.Public.ReadAsync(SmallCopies.Key(work.Small, 320, "webp"));
        var decider = new TakeDown(folder, database, stores);
        await decider.HideAsync(2, "a test");
        Assert.True((await WorkFinder.FindAsync(full, database, marks)).TakenDown);
        await decider.ShowAsync(2, "a test");
        Assert.Equal(before, await stores.Public.ReadAsync(SmallCopies.Key(work.Small, 320, "webp")));

        async Task<(int? Work, KnownBy By)> AskedAsync(Picture picture, WorkMarks? by = null)
        {
            var found = await WorkFinder.FindAsync(picture, database, by ?? marks);
            return (found.Work, found.By);
        }
    }

    [Fact]
    public void A_damaged_key_is_told_and_a_picture_that_is_too_small_stays_as_it_is()
    {
        using var temp = new TempFolder();
        var keys = Directory.CreateDirectory(temp.At("keys")).FullName;
        var little = PortraitPainter.Paint(1, 100);
        Assert.Same(little, WorkMarks.Open(keys).Put(little, 1));
        File.WriteAllBytes(Path.Combine(keys, "marks.key"), [1, 2, 3]);
        Assert.Contains("3 bytes, expected 32", Assert.Throws<GalleryException>(() => WorkMarks.Open(keys)).Message, StringComparison.Ordinal);
    }

    private static Picture Part(Picture picture, int x, int y, int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var row = 0; row < height; row++)
            Array.Copy(picture.Pixels, ((y + row) * picture.Width + x) * 3, pixels, row * width * 3, width * 3);
        return new(width, height, 3, pixels);
    }
}
