using System.IO.Compression;
using System.Text;
using Imago.Networks.Formats;

namespace Imago.Networks.Tests.Formats;

/// <summary>A file may name the same numbers many times over; what is made of it is still bounded by its size.</summary>
public sealed class SharedStorageTests
{
    [Fact]
    public void A_small_file_whose_tensors_are_all_the_same_megabyte_is_refused()
    {
        var names = new List<(string Name, long[] Shape)>
        {
            ("synthesis.b4.const", [2, 4, 4]), ("synthesis.b4.conv1.weight", [2, 2, 3, 3]), ("synthesis.b4.torgb.weight", [3, 2, 1, 1]),
            ("synthesis.b8.conv1.weight", [2, 2, 3, 3]), ("synthesis.b8.torgb.weight", [3, 2, 1, 1]),
        };
        names.AddRange(Enumerable.Range(0, 63).Select(static i => ($"mapping.fc{i}.weight", new long[] { 512, 512 })));
        using var file = CheckpointFile.Of("small.pt", TorchFile(names, 512 * 512));
        Assert.Equal(63, file.Parts.GeneratorEma!.Options.MappingLayers);
        Assert.Matches(@"^small.pt: its networks take 66,\d\d\d,\d\d\d bytes of memory, far more than the file's 1,0\d\d,\d\d\d", Assert.Throws<NetworkException>(() => file.Networks()).Message);
    }

    /// <summary>As torch.save writes it, by hand: every tensor a view of storage 0.</summary>
    private static byte[] TorchFile(IEnumerable<(string Name, long[] Shape)> tensors, int count)
    {
        var pickle = new StringBuilder("(d");
        foreach (var (name, shape) in tensors)
        {
            var strides = shape.Select((_, i) => shape[(i + 1)..].Aggregate(1L, static (a, b) => a * b));
            pickle.Append($"S'{name}'\nctorch._utils\n_rebuild_tensor_v2\n((S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI{count}\ntQI0\n({Integers(shape)}t({Integers(strides)}tI00\nccollections\nOrderedDict\n(tRtRs");
        }
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in new[] { ("archive/data.pkl", Encoding.ASCII.GetBytes(pickle.Append('.').ToString())), ("archive/data/0", new byte[4 * count]) })
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }
        return bytes.ToArray();

        static string Integers(IEnumerable<long> numbers) => string.Concat(numbers.Select(static n => $"I{n}\n"));
    }
}
