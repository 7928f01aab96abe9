using System.IO.Compression;
using Imago.Imaging;
using Imago.Training.Data;
using Imago.Training.Data.Import;

namespace Imago.Training.Tests.Data;

public class PackPreviewTests
{
    [Theory]
    [InlineData(Fit.CenterCrop, ResizeFilter.Lanczos, 3)]
    [InlineData(Fit.Pad, ResizeFilter.Box, 1)]
    [InlineData(Fit.CenterCropTall, ResizeFilter.Lanczos, 3)]
    public void A_preview_is_byte_for_byte_what_packing_stores(Fit transform, ResizeFilter filter, int channels)
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 5; i++) folder.Write($"source/{i}.png", Some.Png(i, 30 + (10 * i), 40));
        var options = new PackOptions { Source = folder["source"], Dest = folder["set.zip"], Resolution = 32, Transform = transform, Filter = filter, Channels = channels, Background = Colour.Parse("#102030") };
        DatasetPacker.Pack(options);

        using var preview = PackPreview.Open(folder["source"], 5);

        using var zip = ZipFile.OpenRead(folder["set.zip"]);
        for (var i = 0; i < 5; i++)
        {
            using var stored = new MemoryStream();
            using (var entry = zip.GetEntry($"00000/img{i:00000000}.png")!.Open()) entry.CopyTo(stored);
            Assert.Equal(stored.ToArray(), preview.Make(i, options));
        }
    }

    [Fact]
    public void Pictures_come_from_all_over_and_those_that_cannot_be_decoded_are_passed_over()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 40; i++) folder.Write($"{i:00}.png", Some.Png(i, 8, 8));
        folder.Write("00.png", Some.Png(0, 64, 64).AsSpan(0, 200).ToArray());
        folder.Write("10.png", [1, 2, 3]);

        using var preview = PackPreview.Open(folder.Root, 4);
        using var more = PackPreview.Open(folder.Root, 100);

        Assert.Equal(["01.png", "11.png", "20.png", "30.png"], preview.Names);
        Assert.Equal(38, more.Names.Count);
    }

    [Fact]
    public void A_source_without_pictures_has_an_empty_preview_and_no_source_has_none()
    {
        using var folder = new TempFolder();
        folder.Write("note.txt", [65]);
        using (var preview = PackPreview.Open(folder.Root, 4)) Assert.Empty(preview.Names);
        Assert.Throws<DatasetException>(() => PackPreview.Open(folder["nothing"], 4));
    }
}
