using System.IO.Compression;
using Imago.Imaging;
using Imago.Training.Data;

namespace Imago.Training.Tests.Data;

public class ImageDatasetTests
{
    [PythonFact]
    public void A_zip_as_StyleGAN2_ADAs_tool_writes_it_gives_its_pictures_by_name_and_its_labels_as_one_hot()
    {
        using var folder = new TempFolder();
        // Written by python: PNGs of compression level 0 from zlib and struct, stored, in an order that is not that of the names.
        Python.Run("""
            import sys, zipfile, zlib, struct, json
            def png(side, channels, value):
                rows = b''.join(b'\0' + bytes((value + 3 * y + x + 7 * c) % 256 for x in range(side) for c in range(channels)) for y in range(side))
                chunk = lambda t, d: struct.pack('>I', len(d)) + t + d + struct.pack('>I', zlib.crc32(t + d))
                return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', side, side, 8, {1: 0, 3: 2}[channels], 0, 0, 0)) + chunk(b'IDAT', zlib.compress(rows, 0)) + chunk(b'IEND', b'')
            with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_STORED) as z:
                for i in (3, 1, 0, 2): z.writestr(f'00000/img{i:08}.png', png(16, 3, 50 * i))
                z.writestr('dataset.json', json.dumps({'labels': [[f'00000/img{i:08}.png', [4, 0, 1, 0][i]] for i in range(4)]}))
            """, folder["a.zip"]);

        using var dataset = new ImageDataset(folder["a.zip"], new() { Labels = true });

        Assert.Equal((16, 3, 4, 5), (dataset.Resolution, dataset.Channels, dataset.Count, dataset.LabelDim));
        Assert.Equal("00000/img00000002.png", dataset.NameOf(2));
        Assert.Equal([0, 0, 0, 0, 1], dataset.Label(0));
        Assert.Equal([0, 1, 0, 0, 0], dataset.Label(2));
        for (var i = 0; i < 4; i++)
        {
            var pixels = dataset.Read(i); // [C, H, W]
            for (var c = 0; c < 3; c++)
                for (var y = 0; y < 16; y++)
                    for (var x = 0; x < 16; x++)
                        Assert.Equal((byte)(50 * i + 3 * y + x + 7 * c), pixels[(c * 16 + y) * 16 + x]);
        }
    }

    [Fact]
    public void A_folder_reads_like_the_zip_of_it_and_lists_notes_and_system_files_beside_disturb_nobody()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 12; i++) folder.Write($"set/{i % 3:00000}/img{i:00000000}.png", Some.Png(i));
        ZipFile.CreateFromDirectory(folder["set"], folder["set.zip"]);
        foreach (var other in (string[])["labels.csv", "notes.txt", ".DS_Store", "00000/._img00000000.png", "__MACOSX/a.png", "curation.jsonl"]) folder.Write($"set/{other}", "x"u8);

        using var loose = new ImageDataset(folder["set"]);
        using var zipped = new ImageDataset(folder["set.zip"]);

        Assert.Equal(12, loose.Count);
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(zipped.NameOf(i), loose.NameOf(i));
            Assert.Equal(zipped.Read(i), loose.Read(i));
        }
    }

    [Fact]
    public void JPEG_and_WebP_and_grey_sets_are_read_too()
    {
        using var folder = new TempFolder();
        folder.Write("colour/a.jpg", Some.Jpeg(1, 32, 32));
        folder.Write("colour/b.webp", Some.WebP(2, 32, 32));
        folder.Write("grey/a.jpg", Some.Jpeg(1, 32, 32, 1));
        folder.Write("grey/b.png", Some.Png(2, 32, 32, 1));

        using var colour = new ImageDataset(folder["colour"]);
        using var grey = new ImageDataset(folder["grey"]);

        var decoded = PictureReader.Decode(folder["colour/b.webp"]);
        Assert.Equal((32, 3), (colour.Resolution, colour.Channels));
        Assert.Equal(decoded.Pixels[3 * (5 * 32 + 7) + 1], colour.Read(1)[(32 + 5) * 32 + 7]);
        Assert.Equal(1, grey.Channels);
        Assert.Equal(Some.Picture(2, 32, 32, 1).Pixels, grey.Read(1));
    }

    [Fact]
    public void Vectors_stay_as_they_are()
    {
        using var folder = new TempFolder();
        folder.Write("a.png", Some.Png(0));
        folder.Write("b.png", Some.Png(1));
        folder.Write("dataset.json", """{"labels": [["b.png", [1, -2.5, 0.125]], ["a.png", [0, 1e3, 2]]]}"""u8);

        using var dataset = new ImageDataset(folder.Root, new() { Labels = true });

        Assert.Equal(3, dataset.LabelDim);
        Assert.Equal([0, 1000, 2], dataset.Label(0));
        Assert.Equal([1, -2.5f, 0.125f], dataset.Label(1));
    }

    [Fact]
    public void Labels_are_left_alone_unless_asked_for()
    {
        using var folder = new TempFolder();
        folder.Write("a.png", Some.Png(0));
        folder.Write("dataset.json", """{"labels": [["a.png", 7]], "classes": null}"""u8);

        using var dataset = new ImageDataset(folder.Root);

        Assert.Equal((0, true), (dataset.LabelDim, dataset.HasLabels));
        Assert.Empty(dataset.Label(0));
    }

    [Theory]
    [InlineData("""{"labels": [["a.png", 1]]}""", "b.png has no label")]
    [InlineData("""{"labels": [["a.png", 1], ["b.png", [1, 2]]]}""", "a vector of 2 numbers")]
    [InlineData("""{"labels": [["a.png", 1.5], ["b.png", 1]]}""", "is 1.5, expected a class number")]
    [InlineData("""{"labels": [["a.png", -1], ["b.png", 1]]}""", "is -1, expected a class number")]
    [InlineData("""{"labels": ["a.png"]}""", "is no [name, label]")]
    [InlineData("""{"labels": {"a.png": 1}}""", "is no list")]
    [InlineData("""{"labels": null}""", "has no labels")]
    [InlineData("""{"labels": [""", "is no JSON")]
    [InlineData("""[1]""", "is no object")]
    public void Labels_that_cannot_be_used_are_told_in_a_sentence(string json, string expected)
    {
        using var folder = new TempFolder();
        folder.Write("a.png", Some.Png(0));
        folder.Write("b.png", Some.Png(1));
        folder.Write("dataset.json", System.Text.Encoding.UTF8.GetBytes(json));

        Assert.Contains(expected, Assert.Throws<DatasetException>(() => new ImageDataset(folder.Root, new() { Labels = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_that_differ_are_told_with_the_command_that_mends_it()
    {
        using var folder = new TempFolder();
        folder.Write("a.png", Some.Png(0, 64, 64));
        folder.Write("b.png", Some.Png(1, 48, 64));

        var message = Assert.Throws<DatasetException>(() => new ImageDataset(folder.Root)).Message;

        Assert.Contains("a.png is 64 x 64 RGB, b.png is 48 x 64 RGB", message, StringComparison.Ordinal);
        Assert.Contains("imago dataset pack --source", message, StringComparison.Ordinal);
        Assert.Contains("--resolution 64", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(48, 48, 3, "48 x 48 RGB")]
    [InlineData(64, 32, 3, "64 x 32 RGB")]
    [InlineData(64, 64, 4, "64 x 64 with transparency")]
    public void Pictures_of_an_unfit_shape_are_told_with_the_command_that_mends_it(int width, int height, int channels, string shape)
    {
        using var folder = new TempFolder();
        folder.Write("a.png", Some.Png(0, width, height, channels));

        var message = Assert.Throws<DatasetException>(() => new ImageDataset(folder.Root)).Message;

        Assert.Contains($"are {shape}, expected squares", message, StringComparison.Ordinal);
        Assert.Contains("imago dataset pack", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_read_is_a_sentence()
    {
        using var folder = new TempFolder();
        folder.Write("empty/notes.txt", "x"u8);
        folder.Write("broken/a.png", "not a picture"u8);
        folder.Write("no.zip", "no zip"u8);

        Assert.Contains("no folder or zip", Assert.Throws<DatasetException>(() => new ImageDataset(folder["gone"])).Message, StringComparison.Ordinal);
        Assert.Contains("no picture in", Assert.Throws<DatasetException>(() => new ImageDataset(folder["empty"])).Message, StringComparison.Ordinal);
        Assert.Contains("a.png", Assert.Throws<DatasetException>(() => new ImageDataset(folder["broken"])).Message, StringComparison.Ordinal);
        Assert.Contains("is no zip", Assert.Throws<DatasetException>(() => new ImageDataset(folder["no.zip"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mirror_doubles_the_set_by_images_with_left_and_right_swapped()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 5; i++) folder.Write($"{i}.png", Some.Png(i));

        using var dataset = new ImageDataset(folder.Root, new() { Mirror = true });

        Assert.Equal((10, 5), (dataset.Count, dataset.PictureCount));
        var (plain, mirrored) = (dataset.Read(3), dataset.Read(8));
        for (var at = 0; at < plain.Length; at++) Assert.Equal(plain[at], mirrored[at / 16 * 16 + 15 - at % 16]);
        Assert.Equal(plain, dataset.Read(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Read(10));
    }

    [Fact]
    public void A_subset_is_drawn_by_its_seed_and_keeps_labels_beside_pictures()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 20; i++) folder.Write($"{i:00}.png", Some.Png(i));
        folder.Write("dataset.json", System.Text.Encoding.UTF8.GetBytes($$"""{"labels": [{{string.Join(",", Enumerable.Range(0, 20).Select(i => $"[\"{i:00}.png\", {i}]"))}}]}"""));

        using var first = new ImageDataset(folder.Root, new() { Subset = 8, Labels = true });
        using var again = new ImageDataset(folder.Root, new() { Subset = 8, Labels = true });
        using var other = new ImageDataset(folder.Root, new() { Subset = 8, SubsetSeed = 1 });
        using var all = new ImageDataset(folder.Root, new() { Subset = 1000 });

        string[] Names(ImageDataset dataset) => [.. Enumerable.Range(0, dataset.Count).Select(dataset.NameOf)];
        // numpy.random.RandomState(0).permutation(20) begins 18 1 19 8 10 17 6 13
        Assert.Equal(["01.png", "06.png", "08.png", "10.png", "13.png", "17.png", "18.png", "19.png"], Names(first));
        Assert.Equal(Names(first), Names(again));
        Assert.NotEqual(Names(first), Names(other));
        Assert.Equal(20, all.Count);
        // a label's length is that of the whole set, so that a network fits any subset
        Assert.Equal(20, first.LabelDim);
        for (var i = 0; i < 8; i++) Assert.Equal(int.Parse(first.NameOf(i)[..2]), Array.IndexOf(first.Label(i), 1f));
    }

    [Fact]
    public void Kept_in_memory_or_not_the_pictures_are_the_same_for_any_number_of_threads()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 30; i++) folder.Write($"{i:00}.jpg", Some.Jpeg(i, 32, 32));
        using var kept = new ImageDataset(folder.Root, new() { Mirror = true });
        using var fresh = new ImageDataset(folder.Root, new() { Mirror = true, CacheBytes = 0 });
        var expected = Enumerable.Range(0, 60).Select(fresh.Read).ToArray();

        Parallel.For(0, 600, trial =>
        {
            Assert.Equal(expected[trial % 60], kept.Read(trial % 60));
            Assert.Equal(expected[trial % 60], fresh.Read(trial % 60));
        });

        // Kept means kept: the files are not needed any more.
        foreach (var file in Directory.GetFiles(folder.Root)) File.Delete(file);
        Assert.Equal(expected[59], kept.Read(59));
        Assert.Contains("29.jpg", Assert.Throws<DatasetException>(() => fresh.Read(29)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_that_is_cut_short_while_it_is_read_is_told_in_a_sentence()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 10; i++) folder.Write($"set/{i}.png", Some.Png(i, 64, 64));
        ZipFile.CreateFromDirectory(folder["set"], folder["set.zip"], CompressionLevel.NoCompression, includeBaseDirectory: false);
        using var dataset = new ImageDataset(folder["set.zip"], new() { CacheBytes = 0 });
        dataset.Read(9);

        using (var file = new FileStream(folder["set.zip"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(20_000);

        Assert.Contains("cut short", Assert.Throws<DatasetException>(() => Enumerable.Range(0, 10).Select(dataset.Read).ToArray()).Message, StringComparison.Ordinal);
    }
}
