using System.Text.Json;
using Imago.Imaging;
using Imago.Training.Data;
using Imago.Training.Data.Import;

namespace Imago.Training.Tests.Data;

public class DatasetPackerTests
{
    private static PackOptions Options(TempFolder folder, int resolution = 32) => new() { Source = folder["source"], Dest = folder["out/set.zip"], Resolution = resolution };

    private static CurationLine[] Curation(string dest)
    {
        using var source = PictureSource.Open(dest);
        var item = source.Items.Single(item => item.Name == CurationLine.FileName);
        return [.. CurationLine.Read(new StreamReader(new MemoryStream(source.Read(item))))];
    }

    [Fact]
    public void Of_three_hundred_odd_files_every_one_has_the_fate_it_must_have()
    {
        using var odd = new OddFolder();
        using var folder = new TempFolder();

        var result = DatasetPacker.Pack(new() { Source = odd.Root, Dest = folder["set.zip"], Resolution = 32 });
        var lines = Curation(folder["set.zip"]);

        Assert.InRange(odd.Files.Count, 280, 330);
        var wrong = new List<string>();
        foreach (var (name, expected) in odd.Files)
        {
            var its = lines.Where(line => line.File == name).ToArray();
            var told = its.Length == 1 ? $"{its[0].Fate} {its[0].Reason}{string.Join(", ", its[0].Changes ?? [])}" : $"{its.Length} lines";
            if (its.Length != 1 || its[0].Fate != expected.Fate || !told.Contains(expected.Words ?? "", StringComparison.Ordinal))
                wrong.Add($"{name}: {told}, expected {expected}");
        }
        Assert.Empty(wrong);
        // what no path can reach is named by the folder where it ends
        Assert.Equal(Fate.Refused, Assert.Single(lines, line => !odd.Files.ContainsKey(line.File)).Fate);

        Assert.Equal(lines.Count(line => line.Fate == Fate.Taken), result.Taken);
        Assert.Equal(lines.Count(line => line.Fate == Fate.Refused), result.Refused);
        Assert.Equal(lines.Count(line => line.Fate == Fate.Skipped), result.Skipped);
        Assert.Equal(lines.Select(line => line.File).Order(StringComparer.Ordinal), lines.Select(line => line.File));
        using var dataset = new ImageDataset(folder["set.zip"]);
        Assert.Equal((32, 3, result.Taken), (dataset.Resolution, dataset.Channels, dataset.Count));
        for (var i = 0; i < dataset.Count; i++) dataset.Read(i);
    }

    [PythonFact]
    public void The_zip_is_what_StyleGAN2_ADAs_reader_expects()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 1005; i++) folder.Write($"source/{(i % 2 == 0 ? "cat" : "dog")}/{i:0000}.png", Some.Png(i, 8, 8));

        DatasetPacker.Pack(Options(folder, 8) with { SubfoldersAsLabels = true });

        // Stored, its pictures found by their endings and sorted, a label for each, every PNG of 8 bits RGB with a deflate stream of stored blocks.
        Python.Run("""
            import sys, zipfile, json, zlib, struct, collections
            z = zipfile.ZipFile(sys.argv[1])
            assert z.testzip() is None
            assert all(i.compress_type == zipfile.ZIP_STORED for i in z.infolist())
            endings = {'.png', '.jpg', '.jpeg', '.jpe', '.jfif', '.bmp', '.gif', '.tif', '.tiff', '.webp', '.ppm', '.json5', '.jp2', '.j2k', '.jpc', '.jpf', '.jpx', '.j2c'}
            pictures = sorted(n for n in z.namelist() if '.' + n.rsplit('.', 1)[-1].lower() in endings)
            assert pictures == [f'{i // 1000:05}/img{i:08}.png' for i in range(1005)], pictures[:3]
            labels = dict(json.load(z.open('dataset.json'))['labels'])
            assert sorted(labels) == pictures
            assert collections.Counter(labels[p] for p in pictures) == {0: 503, 1: 502}
            assert labels[pictures[0]] == 0 and labels[pictures[-1]] == 1
            for p in pictures[::100]:
                d = z.read(p)
                assert d[:8] == b'\x89PNG\r\n\x1a\n'
                assert struct.unpack('>IIBBBBB', d[16:29]) == (8, 8, 8, 2, 0, 0, 0)
                at, idat = 8, b''
                while at < len(d):
                    n, t = struct.unpack('>I4s', d[at:at + 8])
                    assert struct.unpack('>I', d[at + 8 + n:at + 12 + n])[0] == zlib.crc32(d[at + 4:at + 8 + n])
                    if t == b'IDAT': idat += d[at + 8:at + 8 + n]
                    at += 12 + n
                assert len(zlib.decompress(idat)) == 8 * 25 and len(idat) >= 8 * 25
            lines = [json.loads(l) for l in z.read('curation.jsonl').decode().splitlines()]
            assert [l['name'] for l in lines] == pictures and all(l['fate'] == 'taken' for l in lines)
            assert lines[0]['class'] == 'cat' and lines[0]['file'] == 'cat/0000.png'
            """, folder["out/set.zip"]);
        using var dataset = new ImageDataset(folder["out/set.zip"], new() { Labels = true });
        Assert.Equal((1005, 2), (dataset.Count, dataset.LabelDim));
        Assert.Equal(["cat", "dog"], dataset.ClassNames);
    }

    [Fact]
    public void A_picture_of_the_right_size_comes_through_bit_for_bit()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 5; i++) folder.Write($"source/{i}.png", Some.Png(i, 32, 32));

        DatasetPacker.Pack(Options(folder));

        using var dataset = new ImageDataset(folder["out/set.zip"]);
        for (var i = 0; i < 5; i++)
        {
            var (expected, actual) = (Some.Picture(i, 32, 32).Pixels, dataset.Read(i));
            for (var at = 0; at < 1024; at++)
                for (var c = 0; c < 3; c++) Assert.Equal(expected[at * 3 + c], actual[c * 1024 + at]);
        }
        Assert.All(Curation(folder["out/set.zip"]), line => Assert.Null(line.Changes));
    }

    [Fact]
    public void The_same_source_gives_the_same_bytes_whatever_the_number_of_threads()
    {
        using var odd = new OddFolder();
        using var folder = new TempFolder();
        var zips = new[] { 1, 2, 7, 16 }.Select(threads =>
        {
            var dest = folder[$"{threads}/set.zip"];
            DatasetPacker.Pack(new() { Source = odd.Root, Dest = dest, Resolution = 32, Threads = threads });
            return File.ReadAllBytes(dest);
        }).ToArray();

        Assert.All(new[] { 2, 7, 16 }, threads => Assert.Equal(Curation(folder["1/set.zip"]).Select(line => $"{line}"), Curation(folder[$"{threads}/set.zip"]).Select(line => $"{line}")));
        Assert.All(zips, zip => Assert.True(zips[0].AsSpan().SequenceEqual(zip)));
    }

    [Fact]
    public void A_folder_and_a_zip_of_the_same_source_hold_the_same_and_a_zip_can_be_packed_again()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 20; i++) folder.Write($"source/{i % 3}/{i:00}.jpg", Some.Jpeg(i, 50, 40));
        var options = Options(folder) with { SubfoldersAsLabels = true };
        DatasetPacker.Pack(options);
        DatasetPacker.Pack(options with { Dest = folder["out/set"] });
        DatasetPacker.Pack(new() { Source = folder["out/set.zip"], Dest = folder["out/again.zip"], Resolution = 32 });
        DatasetPacker.Pack(new() { Source = folder["out/set"], Dest = folder["out/third.zip"], Resolution = 32 });

        using var zip = new ImageDataset(folder["out/set.zip"], new() { Labels = true });
        foreach (var other in (string[])["set", "again.zip", "third.zip"])
        {
            using var same = new ImageDataset(folder["out/" + other], new() { Labels = true });
            Assert.Equal((20, 3), (same.Count, same.LabelDim));
            Assert.Equal(["0", "1", "2"], same.ClassNames);
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(zip.NameOf(i), same.NameOf(i));
                Assert.Equal(zip.Read(i), same.Read(i));
                Assert.Equal(zip.Label(i), same.Label(i));
            }
        }
        Assert.Equal(["again.zip", "set", "set.zip", "third.zip"], Directory.GetFileSystemEntries(folder["out"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Grey_stays_grey_where_all_is_grey_and_becomes_what_is_asked_for()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 3; i++) folder.Write($"source/{i}.png", Some.Png(i, 32, 32, 1));
        Assert.Equal(1, DatasetPacker.Pack(Options(folder)).Channels);
        using (var grey = new ImageDataset(folder["out/set.zip"])) Assert.Equal(Some.Picture(2, 32, 32, 1).Pixels, grey.Read(2));

        Assert.Equal(3, DatasetPacker.Pack(Options(folder) with { Channels = 3, Force = true }).Channels);
        folder.Write("source/colour.png", Some.Png(9, 32, 32));
        Assert.Equal(3, DatasetPacker.Pack(Options(folder) with { Force = true }).Channels);

        Assert.Equal(1, DatasetPacker.Pack(Options(folder) with { Channels = 1, Force = true }).Channels);
        using var asked = new ImageDataset(folder["out/set.zip"]);
        var colour = Some.Picture(9, 32, 32).Pixels;
        for (var at = 0; at < 1024; at++)
            Assert.InRange(asked.Read(3)[at] - (0.2126 * colour[at * 3] + 0.7152 * colour[at * 3 + 1] + 0.0722 * colour[at * 3 + 2]), -0.51, 0.51);
    }

    [Theory]
    [InlineData(Fit.CenterCrop, null, 0, 0)]
    [InlineData(Fit.CenterCropWide, null, 0, 4)]
    [InlineData(Fit.CenterCropWide, 16, 0, 8)]
    [InlineData(Fit.CenterCropTall, null, 4, 0)]
    [InlineData(Fit.CenterCropTall, 8, 12, 0)]
    [InlineData(Fit.Pad, null, 0, 8)]
    public void Other_shapes_become_squares_with_bands_of_the_background(Fit transform, int? shortSide, int left, int top)
    {
        using var folder = new TempFolder();
        var black = new Picture(64, 32, 3, new byte[64 * 32 * 3]);
        folder.Write("source/a.png", PictureWriter.Encode(black, PictureFormat.Png));

        DatasetPacker.Pack(Options(folder) with { Transform = transform, ShortSide = shortSide, Background = new Colour(10, 200, 30) });

        using var dataset = new ImageDataset(folder["out/set.zip"]);
        var pixels = dataset.Read(0);
        for (var y = 0; y < 32; y++)
            for (var x = 0; x < 32; x++)
            {
                var band = x < left || x >= 32 - left || y < top || y >= 32 - top;
                Assert.Equal(band ? (10, 200, 30) : (0, 0, 0), (pixels[y * 32 + x], pixels[1024 + y * 32 + x], pixels[2048 + y * 32 + x]));
            }
    }

    [Fact]
    public void Classes_are_numbered_by_name_and_files_outside_of_any_folder_are_refused()
    {
        using var folder = new TempFolder();
        foreach (var name in (string[])["pear/1.png", "apple/deeper/2.png", "a b/3.png", "a/4.png", "only-notes/n.txt", "loose.png"]) folder.Write("source/" + name, name.EndsWith("txt") ? [1] : Some.Png(1));

        var result = DatasetPacker.Pack(Options(folder) with { SubfoldersAsLabels = true });

        Assert.Equal(["a 1", "a b 1", "apple 1", "pear 1"], result.Classes!.Select(one => $"{one.Name} {one.Pictures}"));
        Assert.Equal("loose.png: it lies in no subfolder, so it has no label", Assert.Single(result.Refusals.Select(refusal => $"{refusal.File}: {refusal.Reason}")));
        using var dataset = new ImageDataset(folder["out/set.zip"], new() { Labels = true });
        // by name: "a b/3", "a/4", "apple/deeper/2", "pear/1"
        Assert.Equal([1, 0, 2, 3], Enumerable.Range(0, 4).Select(i => Array.IndexOf(dataset.Label(i), 1f)));
    }

    [Fact]
    public void Pictures_that_are_there_twice_are_found_and_left_out_on_demand_and_those_that_only_look_alike_are_not()
    {
        using var folder = new TempFolder();
        var (one, jpeg) = (Some.Png(1, 400, 300), Some.Jpeg(2, 50, 40));
        // The same pixels in another file: without compression, and in a JPEG with a comment behind its first two bytes.
        var same = PictureReader.Decode(one);
        var almost = new Picture(same.Width, same.Height, same.Channels, [.. same.Pixels]);
        almost.Pixels[^1] ^= 1;
        folder.Write("source/a.png", one);
        folder.Write("source/b/a copy.png", PictureWriter.Encode(same, PictureFormat.Png, new() { Compression = 0 }));
        folder.Write("source/c.png", PictureWriter.Encode(almost, PictureFormat.Png));
        folder.Write("source/d.jpg", jpeg);
        folder.Write("source/e.jpg", [.. jpeg[..2], 0xFF, 0xFE, 0, 5, .. "hey"u8, .. jpeg[2..]]);
        folder.Write("source/f.bmp", "BM"u8.ToArray());
        folder.Write("source/g.png", one);

        Duplicate[] expected = [new("b/a copy.png", "a.png"), new("e.jpg", "d.jpg"), new("g.png", "a.png")];
        Assert.Equal(expected, DatasetInspector.Inspect(folder["source"]).Duplicates);
        Assert.Equal(6, DatasetPacker.Pack(Options(folder, 8)).Taken);
        var packed = DatasetPacker.Pack(Options(folder, 8) with { SkipDuplicates = true, Force = true });
        Assert.Equal((3, 3, 1), (packed.Taken, packed.Skipped, packed.Refused));
        Assert.Equal(expected.Select(static twin => $"{twin.File}: the same picture as {twin.Of}"), Curation(folder["out/set.zip"]).Where(static line => line.Fate == Fate.Skipped).Select(static line => $"{line.File}: {line.Reason}"));

        // A zip is no other than a folder.
        System.IO.Compression.ZipFile.CreateFromDirectory(folder["source"], folder["source.zip"]);
        Assert.Equal(expected, DatasetInspector.Inspect(folder["source.zip"]).Duplicates);
    }

    [Fact]
    public void Labels_of_the_source_are_kept_or_their_loss_is_told()
    {
        using var folder = new TempFolder();
        folder.Write("source/a.png", Some.Png(1));
        folder.Write("source/b.png", Some.Png(2));
        void Json(string text) => folder.Write("source/dataset.json", System.Text.Encoding.UTF8.GetBytes(text));

        Json("""{"labels": [["b.png", [1.5, 2]], ["a.png", [0, -1]]]}""");
        Assert.Equal(2, DatasetPacker.Pack(Options(folder) with { Force = true }).LabelDim);
        using (var kept = new ImageDataset(folder["out/set.zip"], new() { Labels = true })) Assert.Equal([1.5f, 2], kept.Label(1));

        Json("""{"labels": [["a.png", 3]]}""");
        Assert.Contains(DatasetPacker.Pack(Options(folder) with { Force = true }).Warnings, warning => warning.Contains("1 of 2 pictures have none", StringComparison.Ordinal));
        Json("{");
        Assert.Contains(DatasetPacker.Pack(Options(folder) with { Force = true }).Warnings, warning => warning.Contains("is no JSON", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_first_so_many_usable_pictures_are_taken_and_the_others_are_accounted_for()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 100; i++) folder.Write($"source/{i:000}.png", i % 10 == 0 ? [1] : Some.Png(i));

        var result = DatasetPacker.Pack(Options(folder) with { MaxImages = 12 });

        Assert.Equal((12, 10, 78), (result.Taken, result.Refused, result.Skipped));
        var lines = Curation(folder["out/set.zip"]);
        Assert.Equal(100, lines.Length);
        Assert.Equal("014.png beyond the 12 pictures that were asked for", $"{lines[14].File} {lines[14].Reason}");
    }

    [Fact]
    public void What_stands_at_the_destination_is_replaced_only_on_request_and_only_a_data_set()
    {
        using var folder = new TempFolder();
        folder.Write("source/a.png", Some.Png(1));
        var zip = Options(folder);
        var loose = zip with { Dest = folder["out/set"] };
        DatasetPacker.Pack(zip);
        DatasetPacker.Pack(loose);
        folder.Write("source/b.png", Some.Png(2));
        folder.Write("album/holiday.png", Some.Png(3));

        Assert.Contains("--force", Assert.Throws<DatasetException>(() => DatasetPacker.Pack(zip)).Message, StringComparison.Ordinal);
        Assert.Contains("--force", Assert.Throws<DatasetException>(() => DatasetPacker.Pack(loose)).Message, StringComparison.Ordinal);
        Assert.Equal(2, DatasetPacker.Pack(zip with { Force = true }).Taken);
        Assert.Equal(2, DatasetPacker.Pack(loose with { Force = true }).Taken);
        Assert.Contains("holds other things", Assert.Throws<DatasetException>(() => DatasetPacker.Pack(zip with { Dest = folder["album"], Force = true })).Message, StringComparison.Ordinal);
        Assert.Contains("lies in the destination", Assert.Throws<DatasetException>(() => DatasetPacker.Pack(zip with { Dest = folder["source"], Force = true })).Message, StringComparison.Ordinal);
        Assert.Contains("lies in the destination", Assert.Throws<DatasetException>(() => DatasetPacker.Pack(zip with { Dest = folder.Root, Force = true })).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["album/holiday.png"]));
        Assert.Equal(["set", "set.zip"], Directory.GetFileSystemEntries(folder["out"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_destination_inside_the_source_is_not_packed_into_itself()
    {
        using var folder = new TempFolder();
        folder.Write("source/a.png", Some.Png(1));
        var options = Options(folder) with { Dest = folder["source/packed"], Force = true };

        Assert.Equal(1, DatasetPacker.Pack(options).Taken);
        Assert.Equal(1, DatasetPacker.Pack(options).Taken);
        Assert.Equal(1, DatasetPacker.Pack(options with { Dest = folder["source/packed.zip"], Source = folder["source"], MaxImages = 1 }).Taken);
    }

    [Fact]
    public void Leftovers_of_a_killed_run_are_removed_and_those_of_others_are_not()
    {
        using var folder = new TempFolder();
        folder.Write("source/a.png", Some.Png(1));
        folder.Write("out/set.partial/curation.jsonl", "{}"u8);
        folder.Write("out/set.partial/00000/img00000000.png", "half"u8);
        folder.Write("out/album.partial/mine.txt", "mine"u8);

        DatasetPacker.Pack(Options(folder) with { Dest = folder["out/set"] });
        Assert.Contains("not from Imago", Assert.Throws<DatasetException>(() => DatasetPacker.Pack(Options(folder) with { Dest = folder["out/album"] })).Message, StringComparison.Ordinal);

        Assert.Equal(["album.partial", "set"], Directory.GetFileSystemEntries(folder["out"]).Select(Path.GetFileName).Order());
        Assert.Equal("mine", File.ReadAllText(folder["out/album.partial/mine.txt"]));
    }

    [Theory]
    [InlineData("set.zip")]
    [InlineData("set")]
    public void A_stop_leaves_nothing(string dest)
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 200; i++) folder.Write($"source/{i:000}.png", Some.Png(i));
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => DatasetPacker.Pack(
            Options(folder) with { Dest = folder["out/" + dest] }, progress => { if (progress is { Step: "Packing", Done: 50 }) stop.Cancel(); }, stop.Token));

        Assert.Empty(Directory.GetFileSystemEntries(folder["out"]));
    }

    [Fact]
    public void No_usable_picture_is_an_error_that_names_the_first_reason()
    {
        using var folder = new TempFolder();
        folder.Write("source/a.jpg", "words, words, words"u8);
        folder.Write("source/b.txt", "words, words, words"u8);

        var message = Assert.Throws<DatasetException>(() => DatasetPacker.Pack(Options(folder))).Message;

        Assert.Contains("1 refused (the first: a.jpg is not a picture", message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder["out"]));
        Assert.Contains("no folder or zip", Assert.Throws<DatasetException>(() => DatasetPacker.Pack(Options(folder) with { Source = folder["gone"] })).Message, StringComparison.Ordinal);
        Assert.Contains("is no zip", Assert.Throws<DatasetException>(() => DatasetPacker.Pack(Options(folder) with { Source = folder["source/a.jpg"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_without_room_is_told_before_the_work()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 3000; i++) folder.Write($"source/{i:0000}.png", Some.Png(i, 4, 4));

        // 3,000 pictures of 16,384 x 16,384 are 2.4 TB.
        var free = new DriveInfo(folder.Root).AvailableFreeSpace;
        Assert.True(free < 2_400_000_000_000, "this disk has room for the test's impossible data set");
        var message = Assert.Throws<DatasetException>(() => DatasetPacker.Pack(Options(folder, 16384))).Message;

        Assert.Contains("need 2416", message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder["out"]));
    }

    [Theory]
    [InlineData(250)]
    [InlineData(2)]
    [InlineData(0)]
    [InlineData(32768)]
    public void A_resolution_that_no_network_has_is_refused(int resolution)
    {
        using var folder = new TempFolder();

        Assert.Contains($"The resolution is {resolution}, expected a power of two", Assert.Throws<ArgumentException>(() => DatasetPacker.Pack(Options(folder, resolution))).Message, StringComparison.Ordinal);
    }
}
