using System.Buffers.Binary;
using System.Text;
using Imago.Torch.Formats;
using Imago.Torch.Tests.Support;

namespace Imago.Torch.Tests.Formats;

public sealed class SafeTensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File1 => _folder["file.safetensors"];

    public void Dispose() => _folder.Dispose();

    internal static byte[] Raw(string header, int dataBytes) => Raw(Encoding.UTF8.GetBytes(header), dataBytes);

    internal static byte[] Raw(byte[] header, int dataBytes)
    {
        byte[] file = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        for (int i = 0; i < dataBytes; i++)
            file[8 + header.Length + i] = (byte)i;
        return file;
    }

    [Fact]
    public void Tensors_metadata_and_bytes_are_read_in_the_order_of_the_header()
    {
        File.WriteAllBytes(File1, Raw("""
            {"__metadata__": {"format": "test/1", "läßt": "\u00fcber"},
             "b": {"dtype": "F32", "shape": [2, 1], "data_offsets": [2, 10], "later": {"deep": [1, {"x": null}]}},
             "a": {"data_offsets": [0, 2], "shape": [], "dtype": "BF16"},
             "none": {"dtype": "I64", "shape": [3, 0], "data_offsets": [10, 10]}}
            """, 10));
        using SafeTensorsFile file = SafeTensorsFile.Open(File1);
        Assert.Equal(["b", "a", "none"], file.Entries.Keys);
        Assert.Equal("test/1", file.Metadata["format"]);
        Assert.Equal("über", file.Metadata["läßt"]);
        Assert.Equal<long>([2, 1], file.Entries["b"].Shape);
        Assert.Empty(file.Entries["a"].Shape);
        Assert.Equal("BF16", file.Entries["a"].Dtype);
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9], file.Bytes("b").ToArray());
        Assert.Equal([0, 1], file.Bytes("a").ToArray());
        Assert.Equal([4, 5], file.Bytes("b").Slice(2, 2).ToArray());
        Assert.Equal(0, file.Bytes("none").Length);
    }

    [Theory]
    [InlineData("", 0, "does not begin with {")]
    [InlineData("[]", 0, "does not begin with {")]
    [InlineData(" {}", 0, "does not begin with {")]
    [InlineData("{", 0, "not valid JSON")]
    [InlineData("{} x", 0, "not valid JSON")]
    [InlineData("{\"a\": 1,}", 0, "\"a\" in its header is not an object")]
    [InlineData("{\"\\ud800\": 1}", 0, "not valid JSON")]
    [InlineData("{\"__metadata__\": 3}", 0, "is not an object of texts")]
    [InlineData("{\"__metadata__\": {\"a\": 3}}", 0, "\"__metadata__.a\" in its header is not a text")]
    [InlineData("{\"__metadata__\": {\"a\": \"1\", \"a\": \"2\"}}", 0, "metadata holds \"a\" twice")]
    [InlineData("{\"__metadata__\": {}, \"__metadata__\": {}}", 0, "__metadata__ twice")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1]}}", 4, "lacks one of")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0]}}", 4, "lacks one of")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4, 8]}}", 4, "more than 2 numbers")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}", 4, "has dtype twice")]
    [InlineData("{\"a\": {\"dtype\": \"F31\", \"shape\": [1], \"data_offsets\": [0, 4]}}", 4, "type \"F31\", and known are")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 4]}}", 4, "other than whole numbers")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1.0], \"data_offsets\": [0, 4]}}", 4, "other than whole numbers")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [[1]], \"data_offsets\": [0, 4]}}", 4, "other than whole numbers")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [9223372036854775808], \"data_offsets\": [0, 4]}}", 4, "other than whole numbers")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 4]}}", 4, "needs 8 bytes, but has 4")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [4294967296, 4294967296], \"data_offsets\": [0, 0]}}", 0, "needs over 2^63 bytes")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 0]}}", 4, "before its start")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}}", 4, "ends at byte 8 of 4; the file is cut off")]
    [InlineData("{\"a\": {\"dtype\": \"U8\", \"shape\": [3], \"data_offsets\": [1, 4]}}", 4, "a hole")]
    [InlineData("{\"a\": {\"dtype\": \"U8\", \"shape\": [3], \"data_offsets\": [0, 3]}}", 4, "belong to no tensor")]
    [InlineData("{\"a\": {\"dtype\": \"U8\", \"shape\": [3], \"data_offsets\": [0, 3]}, \"b\": {\"dtype\": \"U8\", \"shape\": [2], \"data_offsets\": [2, 4]}}", 4, "they overlap")]
    [InlineData("{\"a\": {\"dtype\": \"U8\", \"shape\": [2], \"data_offsets\": [0, 2]}, \"a\": {\"dtype\": \"U8\", \"shape\": [2], \"data_offsets\": [2, 4]}}", 4, "two tensors of the name \"a\"")]
    [InlineData("{\"a\": {\"dtype\": \"U8\", \"shape\": [2], \"data_offsets\": [0, 2]}, \"\\u0061\": {\"dtype\": \"U8\", \"shape\": [2], \"data_offsets\": [2, 4]}}", 4, "two tensors of the name \"a\"")]
    public void A_wrong_header_is_refused_and_the_sentence_says_why(string header, int dataBytes, string why) => Refused(Raw(header, dataBytes), why);

    [Fact]
    public void A_wrong_beginning_is_refused_and_the_sentence_says_why()
    {
        Refused([], "it has 0 bytes");
        Refused([1, 2, 3], "it has 3 bytes");
        Refused(Raw("{}", 0)[..^1], "announces a header of 2 bytes but has 9 in all");
        Refused([.. BitConverter.GetBytes(100_000_001L), .. "{}"u8], "100,000,001 bytes where the format allows 100,000,000");
        Refused([.. BitConverter.GetBytes(ulong.MaxValue), .. "{}"u8], "18,446,744,073,709,551,615 bytes");
        Refused(Raw([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}'], 0), "not UTF-8");
        Refused(Raw([0xef, 0xbb, 0xbf, (byte)'{', (byte)'}'], 0), "does not begin with {");
        Refused("\x80\x02}q\x00(X\x04\x00"u8.ToArray(), "announces a header"); // a pickle
        Refused(Raw("{\"a\": " + new string('[', 1_000_000), 0), "is not an object");
        Refused(Raw("{\"a\": {\"x\": " + new string('[', 1_000_000), 0), "not valid JSON");
        Refused(Raw("{\"a\": {\"dtype\": \"U8\", \"shape\": [" + string.Join(',', Enumerable.Repeat("1", 65)) + "], \"data_offsets\": [0, 1]}}", 1), "more than 64 numbers");
        Refused(Raw("{\"" + new string('n', 1_000_000) + "\\n\": 1}", 0), "nnn…\"");
    }

    private void Refused(byte[] content, string why)
    {
        File.WriteAllBytes(File1, content);
        string message = Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Open(File1)).Message;
        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.StartsWith($"Cannot read {File1}", message, StringComparison.Ordinal);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
        Assert.True(message.Length < 500 && !message.Any(char.IsControl), message);
    }

    [Fact]
    public void A_missing_file_a_folder_and_an_impossible_name_are_refused_too()
    {
        Assert.Contains("no such file", Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Open(_folder["none"])).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Open(_folder["none/none"])).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Open(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Open("a\0b"));
    }

    [Fact]
    public void Great_claims_of_a_small_file_take_no_memory()
    {
        byte[][] files =
        [
            [.. BitConverter.GetBytes(99_999_999L), .. "{}"u8],
            Raw("{\"a\": {\"dtype\": \"F32\", \"shape\": [1000000000000], \"data_offsets\": [0, 4000000000000]}}", 4),
            Raw("{\"a\": {\"dtype\": \"F32\", \"shape\": [" + string.Join(',', Enumerable.Repeat("0", 100_000)) + "], \"data_offsets\": [0, 0]}}", 0),
        ];
        foreach (byte[] content in files)
        {
            Refused(content, ""); // everything compiled and loaded
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Open(File1));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, content.Length + 100_000); // its header, and little else
        }
    }

    [Fact]
    public void A_name_that_is_not_there_is_told_with_those_that_are()
    {
        SafeTensorsWriter.Write(File1, [.. Enumerable.Range(0, 6).Select(i => new SafeTensorsItem($"t{i}", "U8", [1], new byte[1]))]);
        using SafeTensorsFile file = SafeTensorsFile.Open(File1);
        string message = Assert.Throws<SafeTensorsException>(() => file.Bytes("x")).Message;
        Assert.Equal($"{File1} has no tensor \"x\"; it holds 6: \"t0\", \"t1\", \"t2\", \"t3\", \"t4\" and others.", message);
    }

    [Fact]
    public void Parts_outside_a_tensor_and_looks_after_the_end_are_refused()
    {
        SafeTensorsWriter.Write(File1, [new SafeTensorsItem("a", "U8", [4], new byte[] { 1, 2, 3, 4 }), new SafeTensorsItem("b", "U8", [4], new byte[4])]);
        SafeTensorsFile file = SafeTensorsFile.Open(File1);
        Assert.Equal([], file.Bytes("a").Slice(4, 0).ToArray());
        foreach ((long start, int count) in new (long, int)[] { (0, 5), (1, 4), (5, 0), (-1, 1), (0, -1), (long.MaxValue, 1), (long.MaxValue, int.MaxValue) })
            Assert.Throws<EndOfStreamException>(() => file.Bytes("a").Slice(start, count));
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Bytes("a"));
    }

    [Fact]
    public void Several_threads_read_one_file()
    {
        byte[] data = new byte[1 << 20];
        new System.Random(3).NextBytes(data);
        SafeTensorsWriter.Write(File1, [new SafeTensorsItem("a", "U8", [data.Length], data)]);
        using SafeTensorsFile file = SafeTensorsFile.Open(File1);
        Parallel.For(0, 64, i => Assert.True(file.Bytes("a").Slice(i * 100, data.Length - 6400).ToArray().AsSpan().SequenceEqual(data.AsSpan(i * 100, data.Length - 6400))));
    }

    [Fact]
    public void A_file_over_2_GB_is_read_in_parts()
    {
        const long Large = 3L << 30;
        byte[] head = Raw($$$"""{"large": {"dtype": "U8", "shape": [{{{Large}}}], "data_offsets": [0, {{{Large}}}]}, "end": {"dtype": "U8", "shape": [2], "data_offsets": [{{{Large}}}, {{{Large + 2}}}]}}""", 0);
        using (FileStream stream = File.Create(File1)) // a sparse file: the hole takes no disk
        {
            stream.Write(head);
            stream.Position = head.Length + Large - 1;
            stream.Write([7, 8, 9]);
        }
        using SafeTensorsFile file = SafeTensorsFile.Open(File1);
        Assert.Equal([8, 9], file.Bytes("end").ToArray());
        Assert.Equal([0, 7], file.Bytes("large").Slice(Large - 2, 2).ToArray());
    }
}
