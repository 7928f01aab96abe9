using Imago.Imaging;
using Imago.Training.Data;
using Imago.Training.Data.Import;

namespace Imago.Training.Tests.Data;

public class DatasetInspectorTests
{
    [Fact]
    public void What_is_called_usable_is_what_packing_takes()
    {
        using var odd = new OddFolder();
        using var folder = new TempFolder();

        var report = DatasetInspector.Inspect(odd.Root, folder["sheet.png"]);
        var packed = DatasetPacker.Pack(new() { Source = odd.Root, Dest = folder["set.zip"], Resolution = 32 });

        Assert.Equal((packed.Taken, packed.Refused, packed.Skipped), (report.Pictures, report.Refused, report.Skipped));
        Assert.Equal(packed.Refusals, report.Refusals.Take(packed.Refusals.Count));
        Assert.Equal(report.Pictures, report.Formats.Values.Sum());
        Assert.Equal((1, 1, 1), (report.Formats["TIFF"], report.Formats["BMP"], report.Formats["GIF"]));
        Assert.Equal((1, 3), (report.Colours["CMYK"], report.Colours["grey"]));
        Assert.Equal((1, 1), (report.ShorterSide[0], report.WithAlpha));
        Assert.False(report.Ready);
        Assert.False(report.Enough);
        Assert.Contains(report.Warnings, warning => warning.Contains("under 500", StringComparison.Ordinal));
        // 64 tiles of 128 with gaps of 4
        var sheet = PictureReader.Decode(folder["sheet.png"]);
        Assert.Equal((8 * 132 + 4, 8 * 132 + 4), (sheet.Width, sheet.Height));
    }

    [Fact]
    public void A_packed_set_is_ready_and_its_labels_are_counted()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 30; i++) folder.Write($"source/{(i < 10 ? "apple" : "pear")}/{i:00}.png", Some.Png(i, 40, 40));
        DatasetPacker.Pack(new() { Source = folder["source"], Dest = folder["set.zip"], Resolution = 32, SubfoldersAsLabels = true });

        var loose = DatasetInspector.Inspect(folder["source"]);
        var packed = DatasetInspector.Inspect(folder["set.zip"]);

        Assert.Equal(("subfolders", 2), (loose.LabelsFrom, loose.LabelDim));
        Assert.Equal(("dataset.json", 2, true), (packed.LabelsFrom, packed.LabelDim, packed.Ready));
        Assert.Equal([new("apple", 10), new("pear", 20)], packed.Classes);
        Assert.Equal((32, 32), (loose.SuggestedResolution, packed.SuggestedResolution));
        Assert.Equal(new SizeCount(32, 32, 30), Assert.Single(packed.Sizes));
    }

    [Fact]
    public void Shapes_and_short_sides_are_counted_over_all_pictures()
    {
        using var folder = new TempFolder();
        foreach (var (place, (width, height)) in new[] { (40, 40), (41, 40), (60, 40), (90, 160), (300, 300), (1000, 10) }.Index())
            folder.Write($"{place}.png", Some.Png(place, width, height));

        var report = DatasetInspector.Inspect(folder.Root);

        Assert.Equal([new("9:16", 1), new("1:1", 3), new("3:2", 1), new("2:1", 1)], report.Shapes);
        Assert.Equal([new(8, 1), new(32, 3), new(64, 1), new(256, 1)], report.Reaches);
    }

    [Fact]
    public void Five_hundred_are_enough()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 499; i++) folder.Write($"{i:000}.png", Some.Png(i, 4, 4));
        Assert.Contains("under 500", Assert.Single(DatasetInspector.Inspect(folder.Root).Warnings), StringComparison.Ordinal);

        folder.Write("499.png", Some.Png(1, 4, 4));

        Assert.Empty(DatasetInspector.Inspect(folder.Root).Warnings);
    }

    [Fact]
    public void The_sheet_is_drawn_from_all_over_the_set_and_is_no_picture_of_it_the_next_time()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 640; i++)
            folder.Write($"{i:000}.png", PictureWriter.Encode(new Picture(4, 4, 1, [.. Enumerable.Repeat((byte)(i / 3), 16)]), PictureFormat.Png));

        DatasetInspector.Inspect(folder.Root, folder["sheet.png"]);
        var again = DatasetInspector.Inspect(folder.Root, folder["sheet.png"]);

        Assert.Equal((640, 1), (again.Pictures, again.Skipped));
        var sheet = PictureReader.Decode(folder["sheet.png"], new DecodeOptions { KeepGrey = true });
        var tiles = Enumerable.Range(0, 64).Select(i => (int)sheet.Pixels[((i / 8 * 132 + 64) * sheet.Width + i % 8 * 132 + 64) * sheet.Channels]).ToArray();
        Assert.Equal(tiles.Order(), tiles);
        // the mean of 64 fair draws from 0 … 213: 106 with a deviation of 7.4
        Assert.InRange(tiles.Average(), 106.5 - 3 * 7.4, 106.5 + 3 * 7.4);
    }

    [Fact]
    public void A_sheet_that_cannot_be_written_is_told_before_the_work()
    {
        using var folder = new TempFolder();
        folder.Write("a.png", Some.Png(1));

        Assert.Throws<ArgumentException>(() => DatasetInspector.Inspect(folder.Root, folder["sheet.txt"]));
        Assert.Contains("no folder", Assert.Throws<DatasetException>(() => DatasetInspector.Inspect(folder.Root, folder["gone/sheet.png"])).Message, StringComparison.Ordinal);
    }
}
