using System.Globalization;
using System.Text.Json;
using Imago.Torch.Formats;
using Imago.Torch.Tests.Support;

namespace Imago.Torch.Tests.Formats;

public sealed class SafeTensorsWriterTests : IDisposable
{
    private static readonly (string Dtype, int Bytes)[] s_dtypes =
    [
        ("BOOL", 1), ("U8", 1), ("I8", 1), ("F8_E5M2", 1), ("F8_E4M3", 1), ("F8_E8M0", 1), ("U16", 2), ("I16", 2), ("F16", 2), ("BF16", 2),
        ("U32", 4), ("I32", 4), ("F32", 4), ("U64", 8), ("I64", 8), ("F64", 8), ("C64", 8),
    ];

    private readonly TemporaryFolder _folder = new();

    private string File1 => _folder["file.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back_aligned_and_with_the_same_bytes_each_time()
    {
        System.Random random = new(17);
        for (int trial = 0; trial < 150; trial++)
        {
            (List<SafeTensorsItem> tensors, List<byte[]> data, Dictionary<string, string> metadata) = Draw(random);
            SafeTensorsWriter.Write(File1, tensors, metadata);
            byte[] bytes = File.ReadAllBytes(File1);
            SafeTensorsWriter.Write(_folder["again"], tensors, new Dictionary<string, string>(metadata.Reverse()));
            Assert.Equal(bytes, File.ReadAllBytes(_folder["again"]));

            long headerBytes = BitConverter.ToInt64(bytes);
            Assert.Equal(0, headerBytes % 8);
            using SafeTensorsFile file = SafeTensorsFile.Open(File1);
            Assert.Equal(tensors.Select(t => t.Name), file.Entries.Keys);
            Assert.Equal(metadata.OrderBy(p => p.Key, StringComparer.Ordinal), file.Metadata.OrderBy(p => p.Key, StringComparer.Ordinal));
            foreach ((SafeTensorsItem tensor, byte[] expected) in tensors.Zip(data))
            {
                SafeTensorsEntry entry = file.Entry(tensor.Name);
                Assert.Equal(tensor.Dtype, entry.Dtype);
                Assert.Equal(tensor.Shape, entry.Shape);
                Assert.True(file.Bytes(tensor.Name).ToArray().AsSpan().SequenceEqual(expected));
                Assert.Equal(0, (8 + headerBytes + entry.Start) % s_dtypes.Single(d => d.Dtype == entry.Dtype).Bytes);
            }
        }
    }

    private static (List<SafeTensorsItem> Tensors, List<byte[]> Data, Dictionary<string, string> Metadata) Draw(System.Random random)
    {
        string[] letters = ["a", "Z", ".", "_", " ", "\"", "\\", "/", "é", "画", "😀", "\n", "\0", "\u2028", "<"];
        List<SafeTensorsItem> tensors = [];
        List<byte[]> data = [];
        for (int i = random.Next(12); i > 0; i--)
        {
            (string dtype, int elementBytes) = s_dtypes[random.Next(s_dtypes.Length)];
            long[] shape = [.. Enumerable.Range(0, random.Next(5)).Select(_ => (long)random.Next(6))];
            byte[] bytes = new byte[elementBytes * shape.Aggregate(1L, (a, b) => a * b)];
            random.NextBytes(bytes);
            data.Add(bytes);
            string name = $"{i}{Text()}";
            tensors.Add(random.Next(2) == 0 ? new SafeTensorsItem(name, dtype, shape, bytes)
                : new SafeTensorsItem(name, dtype, shape, stream =>
                {
                    foreach (byte b in bytes)
                        stream.WriteByte(b);
                }));
        }
        return (tensors, data, Enumerable.Range(0, random.Next(5)).ToDictionary(i => $"{i}{Text()}", _ => Text()));

        string Text() => string.Concat(Enumerable.Range(0, random.Next(10)).Select(_ => letters[random.Next(letters.Length)]));
    }

    [Fact]
    public void Wrong_tensors_are_refused_before_the_disk_is_touched()
    {
        SafeTensorsItem good = new("a", "U8", [1], new byte[1]);
        Refused("given twice", good, good);
        Refused("kept for the metadata", good with { Name = "__metadata__" });
        Refused("known are", good with { Dtype = "float32" });
        Refused("none negative", good with { Shape = [-1] });
        Refused("none negative", good with { Shape = [1L << 40, 1L << 40] });
        Refused("at most 64", good with { Shape = new long[65] });
        Refused("surrogate", good with { Name = "\ud800" });
        Assert.Empty(_folder.Names());

        void Refused(string why, params SafeTensorsItem[] tensors) =>
            Assert.Contains(why, Assert.Throws<ArgumentException>(() => SafeTensorsWriter.Write(File1, tensors)).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(0), InlineData(3), InlineData(5)]
    public void A_tensor_that_writes_too_little_or_too_much_is_told_and_the_old_file_stays(int bytes)
    {
        SafeTensorsWriter.Write(File1, []);
        byte[] old = File.ReadAllBytes(File1);
        string message = Assert.Throws<InvalidOperationException>(() => SafeTensorsWriter.Write(File1, [new SafeTensorsItem("w", "F32", [1], new byte[bytes])])).Message;
        Assert.Equal($"Tensor \"w\" of type F32 and shape [1] has 4 bytes, but {bytes} were written to {File1}.", message);
        Assert.Equal(old, File.ReadAllBytes(File1));
        Assert.Equal(["file.safetensors"], _folder.Names());
    }

    [Fact]
    public void A_header_over_100_MB_is_refused()
    {
        Dictionary<string, string> metadata = new() { ["large"] = new string('x', 100_000_000) };
        Assert.Contains("100,000,000", Assert.Throws<ArgumentException>(() => SafeTensorsWriter.Write(File1, [], metadata)).Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    [PythonFact]
    public void Python_reads_our_file_and_we_read_pythons()
    {
        float[] values = [1.5f, -2.25f, float.Pi, 0, float.MaxValue, 1e-40f];
        byte[] flags = [1, 0, 1];
        long[] counts = [long.MinValue, 85, long.MaxValue];
        SafeTensorsWriter.Write(File1,
            [
                new SafeTensorsItem("flags \"画\"", "BOOL", [3], flags),
                new SafeTensorsItem("values", "F32", [2, 3], System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray()),
                new SafeTensorsItem("counts", "I64", [3, 1], System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(counts).ToArray()),
            ],
            new Dictionary<string, string> { ["options"] = "{\"zDim\": 512}", ["größe"] = "😀" });
        const string Script = """
            import json, struct, sys
            raw = open(sys.argv[1], 'rb').read()
            n = struct.unpack('<Q', raw[:8])[0]
            header = json.loads(raw[8:8 + n].decode('utf-8'))
            data = raw[8 + n:]
            formats = {'BOOL': '?', 'F32': 'f', 'I64': 'q'}
            seen = {}
            for name, t in header.items():
                if name != '__metadata__':
                    b, e = t['data_offsets']
                    seen[name] = [t['dtype'], t['shape'], list(struct.unpack('<%d%s' % ((e - b) // struct.calcsize(formats[t['dtype']]), formats[t['dtype']]), data[b:e]))]
            print(json.dumps({'metadata': header['__metadata__'], 'tensors': seen, 'aligned': (8 + n) % 8 == 0}))
            # and a file of its own: tensors in another order than their data, spaces after the header
            out = {'__metadata__': {'by': 'python'}, 'second': {'dtype': 'F64', 'shape': [2], 'data_offsets': [6, 22]}, 'first': {'dtype': 'I16', 'shape': [3, 1], 'data_offsets': [0, 6]}}
            text = json.dumps(out).encode('utf-8') + b'   '
            open(sys.argv[2], 'wb').write(struct.pack('<Q', len(text)) + text + struct.pack('<3h', 1, -2, 3) + struct.pack('<2d', 0.1, -1e300))
            """;
        (int exitCode, string output) = Tool.Run("python3", "-c", Script, File1, _folder["python"]);
        Assert.True(exitCode == 0, output);

        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement root = json.RootElement, tensors = root.GetProperty("tensors");
        Assert.True(root.GetProperty("aligned").GetBoolean());
        Assert.Equal("{\"zDim\": 512}", root.GetProperty("metadata").GetProperty("options").GetString());
        Assert.Equal("😀", root.GetProperty("metadata").GetProperty("größe").GetString());
        Assert.Equal("[\"BOOL\", [3], [true, false, true]]", tensors.GetProperty("flags \"画\"").GetRawText());
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"[\"I64\", [3, 1], [{long.MinValue}, 85, {long.MaxValue}]]"), tensors.GetProperty("counts").GetRawText());
        Assert.Equal("[2, 3]", tensors.GetProperty("values")[1].GetRawText());
        Assert.Equal(values, tensors.GetProperty("values")[2].EnumerateArray().Select(v => v.GetSingle()));

        using SafeTensorsFile file = SafeTensorsFile.Open(_folder["python"]);
        Assert.Equal("python", file.Metadata["by"]);
        Assert.Equal<long>([3, 1], file.Entry("first").Shape);
        Assert.Equal([1, -2, 3], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(file.Bytes("first").ToArray()).ToArray());
        Assert.Equal([0.1, -1e300], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(file.Bytes("second").ToArray()).ToArray());
    }
}
