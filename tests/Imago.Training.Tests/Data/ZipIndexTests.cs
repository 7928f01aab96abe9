using System.IO.Compression;
using System.Text;
using Imago.Training.Data;

namespace Imago.Training.Tests.Data;

public class ZipIndexTests
{
    [PythonFact]
    public void Zips_of_pythons_zipfile_are_read_stored_deflated_and_with_a_comment()
    {
        using var folder = new TempFolder();
        var path = folder["a.zip"];
        Python.Run("""
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1], 'w') as z:
                z.comment = b'PK\x05\x06 a comment that looks like an end' * 3
                z.writestr('sub/', '')
                z.writestr('sub/stored.txt', 'stored' * 100)
                z.writestr(zipfile.ZipInfo('画.txt'), 'deflated' * 100, zipfile.ZIP_DEFLATED)
                z.writestr('bzip2.txt', 'bzip2', zipfile.ZIP_BZIP2)
                z.writestr('empty', '')
            """, path);

        using var zip = new ZipIndex(path);

        Assert.Equal(["sub/stored.txt", "画.txt", "bzip2.txt", "empty"], zip.Items.Select(item => item.Name));
        Assert.Equal(string.Concat(Enumerable.Repeat("stored", 100)), Encoding.UTF8.GetString(zip.Read(zip.Items[0])));
        Assert.Equal(string.Concat(Enumerable.Repeat("deflated", 100)), Encoding.UTF8.GetString(zip.Read(zip.Items[1])));
        Assert.Equal("deflatedde", Encoding.UTF8.GetString(zip.Read(zip.Items[1], 10)));
        Assert.Contains("method 12", Assert.Throws<DatasetException>(() => zip.Read(zip.Items[2])).Message, StringComparison.Ordinal);
        Assert.Empty(zip.Read(zip.Items[3]));
    }

    [PythonFact]
    public void A_zip_of_more_than_65535_files_is_read_whole()
    {
        using var folder = new TempFolder();
        Python.Run("""
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1], 'w') as z:
                for i in range(66000): z.writestr(f'{i:08}', str(i))
            """, folder["many.zip"]);

        using var zip = new ZipIndex(folder["many.zip"]);

        Assert.Equal(66000, zip.Items.Count);
        Assert.Equal("65999", Encoding.UTF8.GetString(zip.Read(zip.Items[65999])));
    }

    [PythonFact]
    public void Files_beyond_4_GB_are_found_by_us_and_by_python()
    {
        using var folder = new TempFolder();
        var path = folder["large.zip"];
        // zeros that take no room on the disk
        using (var file = new SparseStream(File.Create(path)))
        using (var written = new ZipArchive(file, ZipArchiveMode.Create))
        {
            using (var padding = written.CreateEntry("padding", CompressionLevel.NoCompression).Open())
            {
                var zeros = new byte[1 << 20];
                for (var i = 0; i < 4200; i++) padding.Write(zeros);
            }
            using var last = written.CreateEntry("00000/img00000000.png", CompressionLevel.NoCompression).Open();
            last.Write("beyond"u8);
        }

        using var zip = new ZipIndex(path);

        Assert.True(zip.Items[1].Offset > uint.MaxValue);
        Assert.Equal("beyond", Encoding.UTF8.GetString(zip.Read(zip.Items[1])));
        Assert.Contains("more than the", Assert.Throws<DatasetException>(() => zip.Read(zip.Items[0])).Message, StringComparison.Ordinal);
        Assert.Equal("beyond\n", Python.Run("import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read('00000/img00000000.png').decode())", path));
    }

    [Fact]
    public void Damaged_zips_are_refused_with_a_sentence_and_never_crash()
    {
        using var folder = new TempFolder();
        var path = folder["a.zip"];
        using (var written = ZipFile.Open(path, ZipArchiveMode.Create))
            for (var i = 0; i < 5; i++)
                using (var entry = written.CreateEntry($"{i}.txt").Open()) entry.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"text {i} ", 50))));
        var whole = File.ReadAllBytes(path);
        var random = new Random(1);

        var refused = 0;
        for (var trial = 0; trial < 2000; trial++)
        {
            var broken = whole.ToArray();
            for (var flips = random.Next(1, 20); flips > 0; flips--) broken[random.Next(broken.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, broken[..(trial % 3 == 0 ? random.Next(broken.Length) : broken.Length)]);
            try
            {
                using var zip = new ZipIndex(path);
                foreach (var item in zip.Items) zip.Read(item);
            }
            catch (DatasetException error)
            {
                refused++;
                Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
            }
        }
        Assert.InRange(refused, 700, 2000);
    }

    [Fact]
    public void A_file_that_claims_far_more_than_the_zip_can_hold_is_refused_before_memory_is_taken()
    {
        using var folder = new TempFolder();
        foreach (var level in new[] { CompressionLevel.NoCompression, CompressionLevel.Optimal })
        {
            var path = folder[$"{level}.zip"];
            using (var written = ZipFile.Open(path, ZipArchiveMode.Create))
            using (var entry = written.CreateEntry("a.png", level).Open()) entry.Write(new byte[1000]);
            var bytes = File.ReadAllBytes(path);
            BitConverter.TryWriteBytes(bytes.AsSpan(bytes.AsSpan().LastIndexOf("PK\x1\x2"u8) + 24), 900_000_000);
            File.WriteAllBytes(path, bytes);
            using var zip = new ZipIndex(path);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var message = Assert.Throws<DatasetException>(() => zip.Read(zip.Items[0])).Message;
            Assert.Contains(level == CompressionLevel.NoCompression ? "says two sizes, 900,000,000 and 1,000 bytes" : "says that it unpacks to 900,000,000 bytes, of a zip of", message, StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void A_bomb_is_refused()
    {
        using var folder = new TempFolder();
        using (var written = ZipFile.Open(folder["bomb.zip"], ZipArchiveMode.Create))
        using (var entry = written.CreateEntry("dataset.json").Open())
            for (var i = 0; i < 200; i++) entry.Write(new byte[1 << 20]);
        using var zip = new ZipIndex(folder["bomb.zip"]);
        Assert.Contains("unpacks to 209,715,200 bytes", Assert.Throws<DatasetException>(() => zip.Read(zip.Items[0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_threads_read_one_zip_at_a_time()
    {
        using var folder = new TempFolder();
        using (var written = ZipFile.Open(folder["a.zip"], ZipArchiveMode.Create))
            for (var i = 0; i < 200; i++)
                using (var entry = written.CreateEntry($"{i}", i % 2 == 0 ? CompressionLevel.NoCompression : CompressionLevel.Fastest).Open())
                    entry.Write(Enumerable.Repeat((byte)i, 10_000).ToArray());
        using var zip = new ZipIndex(folder["a.zip"]);

        Parallel.For(0, 2000, trial => Assert.All(zip.Read(zip.Items[trial % 200]), one => Assert.Equal((byte)(trial % 200), one)));
    }

    /// <summary>Skips over zeros instead of writing them.</summary>
    private sealed class SparseStream(FileStream file) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => file.Position = value; }

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void SetLength(long value) => file.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (buffer.Length > 4096 && !buffer.ContainsAnyExcept((byte)0)) file.Position += buffer.Length;
            else file.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) file.Dispose();
            base.Dispose(disposing);
        }
    }
}
