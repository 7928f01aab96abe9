using System.Diagnostics;
using Imago.Torch.Formats;
using Imago.Torch.Tests.Support;

namespace Imago.Torch.Tests.Formats;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_written_and_replaced_and_nothing_else_is_left()
    {
        AtomicFile.Write(_folder["a.bin"], stream => stream.Write([1, 2, 3]));
        AtomicFile.Write(_folder["a.bin"], stream => stream.Write([4, 5]));
        Assert.Equal([4, 5], File.ReadAllBytes(_folder["a.bin"]));
        Assert.Equal(["a.bin"], _folder.Names());
    }

    [Fact]
    public void Until_the_end_of_writing_the_old_file_stands_under_the_name()
    {
        AtomicFile.Write(_folder["a.bin"], stream => stream.Write([1]));
        AtomicFile.Write(_folder["a.bin"], stream =>
        {
            stream.Write(new byte[1 << 20]);
            stream.Flush();
            Assert.Equal([1], File.ReadAllBytes(_folder["a.bin"]));
        });
        Assert.Equal(1 << 20, new FileInfo(_folder["a.bin"]).Length);
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_old_file_and_no_temporary_one()
    {
        AtomicFile.Write(_folder["a.bin"], stream => stream.Write([1]));
        Assert.Throws<OperationCanceledException>(() => AtomicFile.Write(_folder["a.bin"], stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new OperationCanceledException();
        }));
        Assert.Equal([1], File.ReadAllBytes(_folder["a.bin"]));
        Assert.Equal(["a.bin"], _folder.Names());
    }

    [Fact]
    public void Names_that_cannot_be_written_are_refused_with_a_sentence_that_names_them()
    {
        Refused(_folder["missing/a.bin"], "does not exist; create it first");
        Directory.CreateDirectory(_folder["sub"]);
        Refused(_folder["sub"], "");
        File.WriteAllText(_folder["file"], "x");
        Refused(_folder["file/a.bin"], "");
        Refused(_folder[new string('n', 300)], "");
        Refused("/", "it is a folder");
        Assert.Equal(["file", "sub"], _folder.Names());

        static void Refused(string path, string why)
        {
            IOException e = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream => stream.Write([1])));
            Assert.StartsWith($"Cannot write {path}: ", e.Message, StringComparison.Ordinal);
            Assert.Contains(why, e.Message, StringComparison.Ordinal);
        }
    }

    [Theory, InlineData("ein Name mit Leerzeichen"), InlineData("絵画・ポートレート"), InlineData("صورة"), InlineData("😀"), InlineData("*?[a]"), InlineData(".hidden")]
    public void Names_in_any_script_are_written_up_to_the_length_that_the_file_system_takes(string name)
    {
        string longest = string.Concat(Enumerable.Repeat(name, 255 / System.Text.Encoding.UTF8.GetByteCount(name)));
        AtomicFile.Write(_folder[longest], stream => stream.Write([1]));
        Assert.Equal([longest], _folder.Names());
    }

    [Fact]
    public void What_a_killed_writer_left_is_removed_by_the_next_but_not_what_a_living_one_writes()
    {
        File.WriteAllBytes(_folder[".a.bin.0123456789ab.tmp"], [1]);
        File.WriteAllBytes(_folder[".other.bin.0123456789ab.tmp"], [1]);
        AtomicFile.Write(_folder["a.bin"], outer =>
        {
            outer.Write([1]);
            outer.Flush();
            AtomicFile.Write(_folder["a.bin"], inner => inner.Write([2]));
            Assert.Equal([2], File.ReadAllBytes(_folder["a.bin"]));
        });
        Assert.Equal([1], File.ReadAllBytes(_folder["a.bin"]));
        Assert.Equal([".other.bin.0123456789ab.tmp", "a.bin"], _folder.Names());
    }

    [Fact]
    public async Task A_reader_beside_a_writer_meets_only_complete_files()
    {
        string path = _folder["a.safetensors"];
        using CancellationTokenSource stop = new();
        Write(0);
        Task writer = Task.Run(() =>
        {
            for (int i = 1; !stop.IsCancellationRequested; i++)
                Write(i);
        });
        Stopwatch clock = Stopwatch.StartNew();
        HashSet<string> seen = [];
        while (seen.Count < 10 && clock.Elapsed < TimeSpan.FromSeconds(60)) // a busy disk may take a second for one flush
            seen.Add(GenerationOf(path));
        await stop.CancelAsync();
        await writer;
        Assert.True(seen.Count == 10, $"only {seen.Count} generations seen in a minute");

        void Write(int generation)
        {
            byte[] data = new byte[100_000];
            Array.Fill(data, (byte)generation);
            SafeTensorsWriter.Write(path, [new SafeTensorsItem("data", "U8", [data.Length], data)], new Dictionary<string, string> { ["generation"] = $"{generation}" });
        }
    }

    [Fact]
    public void After_kill_9_in_the_middle_of_a_write_the_old_or_the_new_file_is_complete_under_the_name()
    {
        string path = _folder["network.safetensors"];
        System.Random script = new(5);
        int last = 0, killedWhileWriting = 0;
        for (int round = 0; round < 12; round++)
        {
            using Process child = Process.Start(ChildProgram.Start("write-generations", path, $"{last}"))!;
            Stopwatch clock = Stopwatch.StartNew();
            // Wait for the first write of this child, then strike at a random moment of the following ones.
            DateTime before = File.GetLastWriteTimeUtc(path);
            while (File.GetLastWriteTimeUtc(path) == before && !child.HasExited && clock.Elapsed < TimeSpan.FromSeconds(60))
                Thread.Sleep(5);
            Thread.Sleep(script.Next(150));
            Assert.False(child.HasExited, "the child ended by itself");
            child.Kill(); // SIGKILL
            child.WaitForExit();

            killedWhileWriting += Directory.EnumerateFiles(_folder.Path, ".network*.tmp").Any(f => new FileInfo(f).Length > 0) ? 1 : 0;
            int generation = int.Parse(GenerationOf(path), System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(generation >= last, $"generation {generation} after {last}");
            last = generation;
        }
        Assert.True(killedWhileWriting >= 3, $"only {killedWhileWriting} of 12 kills met a write");
        SafeTensorsWriter.Write(path, []);
        Assert.DoesNotContain(_folder.Names(), name => name.EndsWith(".tmp", StringComparison.Ordinal) && new FileInfo(_folder[name]).Length > 0);
    }

    // The generation of a file of which every byte says the same.
    private static string GenerationOf(string path)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        string generation = file.Metadata["generation"];
        byte filled = (byte)int.Parse(generation, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(-1, file.Bytes("data").ToArray().AsSpan().IndexOfAnyExcept(filled));
        return generation;
    }

    [Theory, InlineData(28), InlineData(122)] // ENOSPC, EDQUOT
    public void No_space_and_no_quota_are_told_as_a_full_disk(int errno)
    {
        AtomicFile.Write(_folder["a.bin"], stream => stream.Write([1]));
        IOException e = Assert.Throws<IOException>(() => AtomicFile.Write(_folder["a.bin"], stream =>
        {
            stream.Write([2]);
            throw new IOException("from the system", errno);
        }));
        Assert.StartsWith($"Cannot write {_folder["a.bin"]}: the disk is full; free some space", e.Message, StringComparison.Ordinal);
        Assert.Equal([1], File.ReadAllBytes(_folder["a.bin"]));
        Assert.Equal(["a.bin"], _folder.Names());
    }

    [SmallDiskFact]
    public void A_full_disk_is_one_sentence_and_the_old_file_stays()
    {
        ProcessStartInfo child = ChildProgram.Start("fill-the-disk", _folder.Path);
        (int exitCode, string output) = Tool.Run("unshare",
            ["-rm", "sh", "-c", "mount -t tmpfs -o size=1500k none \"$1\" && shift && exec \"$@\"", "sh", _folder.Path, child.FileName, .. child.ArgumentList]);
        Assert.True(exitCode == 0, output);
        Assert.Equal([
            $"Cannot write {_folder["network.safetensors"]}: the disk is full; free some space or choose another folder (what stood under that name is unchanged).",
            "old file unchanged",
            "network.safetensors",
        ], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
