using System.Globalization;
using System.Numerics;
using System.Text;
using Imago.Networks.Formats;
using Imago.Networks.Formats.Pickles;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Networks.Tests.Formats.Pickles;

/// <summary>The reader against what Python wrote, and against what nobody should write.</summary>
public sealed class PickleReaderTests
{
    public static TheoryData<int> Protocols => [0, 1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Every_protocol_gives_the_values_that_Python_wrote(int protocol)
    {
        var read = (PickleDict)Read(PicklesOfPython.Values(protocol))!;
        Assert.Equal(
            "{'text': 'Zürich 😀', 'numbers': [0, 1, -1, 255, 65536, -2147483648, 1099511627776, -1180591620717411303424, True, False, None, 0.5, Infinity], "
            + "'tuple': ((), (1), (1, 2), (1, 2, 3), (1, 2, 3, 4)), 'set': [7], 'frozen': [8], 'bytes': b'00FF00FF00FF', 'ordered': {'b': 1, 'a': 2}, 'twice': [['same'], ['same']]}",
            Words(read));
        var twice = (PickleList)read["twice"]!;
        Assert.Same(twice.Items[0], twice.Items[1]);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Arrays_of_numpy_give_their_numbers_in_either_order_and_either_endianness(int protocol)
    {
        using var scope = TensorScope.Open();
        var arrays = (PickleDict)Read(PicklesOfPython.Arrays(protocol))!;
        double[] Numbers(string name) => PickleTensors.Read(((NumpyArray)arrays[name]!).Array!).To(ScalarType.Float64).ToArray<double>();

        Assert.Equal([0, 1, 2, 3, 4, 5], Numbers("rows"));
        Assert.Equal([0, 2, 4, 1, 3, 5], Numbers("columns"));
        Assert.Equal([1.5, -2], Numbers("big"));
        Assert.Equal([42], Numbers("scalar"));
        Assert.Equal([2L, 3], ((NumpyArray)arrays["columns"]!).Array!.Shape);
    }

    [Fact]
    public void A_byte_string_of_Python_2_is_a_text_where_it_is_short_and_bytes_where_it_is_long()
    {
        Assert.Equal("['weight', 'weight', 'a\nb']", Words(Read("(lU\u0006weightaT\u0006\0\0\0weightaS'a\\nb'\na.")));
        var length = new byte[] { 0, 0x20, 0, 0 };
        Assert.Equal(0x2000, ((PickleBytes)Read([(byte)'T', .. length, .. new byte[0x2000], (byte)'.'])!).Slice.Length);
    }

    [Theory]
    [InlineData("cposix\nsystem\n(S'true'\ntR.", "posix.system")]
    [InlineData("cbuiltins\neval\n.", "builtins.eval")]
    [InlineData("cbuiltins\ngetattr\n.", "builtins.getattr")]
    [InlineData("cnumpy\nload\n.", "numpy.load")]
    [InlineData("ctorch\nload\n.", "torch.load")]
    [InlineData("ctorch.storage\n_load_from_bytes\u0000\n.", "torch.storage._load_from_bytes?")]
    [InlineData("ccopyreg\n_reconstructor\n.", "copyreg._reconstructor")]
    public void A_name_that_is_not_plain_data_is_refused_by_its_name_and_place(string pickle, string name)
    {
        var refused = Assert.Throws<PickleException>(() => Read("N" + pickle)).Message;
        Assert.Contains($"the Python object {name},", refused, StringComparison.Ordinal);
        Assert.Contains("(byte 1)", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_put_together_on_the_stack_is_refused_too() =>
        Assert.Contains("posix.system", Assert.Throws<PickleException>(() => Read("X\u0005\0\0\0posixX\u0006\0\0\0system\u0093.")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("(S'true'\niposix\nsystem\n.")] // INST
    [InlineData("(cposix\nsystem\nS'true'\no.")] // OBJ
    public void Instances_of_the_old_style_are_refused_by_the_name_of_their_class(string pickle) =>
        Assert.Contains("the Python object posix.system,", Assert.Throws<PickleException>(() => Read(pickle)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\u0082\u0001.")] // EXT1
    [InlineData("\u0097.")] // NEXT_BUFFER
    public void Opcodes_that_look_outside_are_refused(string pickle) =>
        Assert.Contains("is not one that networks are written with", Assert.Throws<PickleException>(() => Read(pickle)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a million marks", "(", 1_000_000, "nested")]
    [InlineData("a million open lists", "]", 1_000_000, "memory")]
    [InlineData("a doubling of the stack", "N2", 20_000_000, "memory")]
    [InlineData("a memo of nothing", "Nq\u0001", 1_000_000, "memory")]
    [InlineData("tuples in tuples", ")\u0085\u0085", 1_000_000, "memory")]
    public void What_needs_far_more_memory_than_its_size_is_refused_at_once(string what, string part, int times, string why)
    {
        var text = new StringBuilder();
        while (text.Length < times * part.Length) text.Append(part);
        var bytes = Encoding.Latin1.GetBytes(text.ToString());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<PickleException>(() => new PickleReader(new ByteSlice(bytes), new PickleBudget(bytes.Length)).Read());
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < (4L * bytes.Length) + (64 << 20), what);
    }

    [Theory]
    [InlineData("B\xff\xff\xff\x7f.")] // 2 GB of bytes
    [InlineData("X\xff\xff\xff\x7f.")] // 2 GB of text
    [InlineData("\u008e\0\0\0\0\0\0\0\x7f.")] // 2^62 bytes
    [InlineData("\u008b\xff\xff\xff\x7f.")] // an integer of 2 GB
    [InlineData("]")]
    [InlineData("")]
    public void A_file_that_ends_too_early_says_where(string pickle) =>
        Assert.Contains($"it ends at byte {pickle.Length}", Assert.Throws<PickleException>(() => Read(pickle)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(".")]
    [InlineData("0.")]
    [InlineData("(t)R.")]
    [InlineData("h\u0001.")]
    [InlineData("}N\u0001s.")]
    [InlineData("Na.")]
    [InlineData("e.")]
    [InlineData("NQ.")]
    [InlineData("I1x\n.")]
    [InlineData("Ixx\n.")]
    [InlineData("\u0080\u0009N.")]
    [InlineData("ccollections\nOrderedDict\nNR.")]
    [InlineData("ccollections\nOrderedDict\n(]NatR.")]
    [InlineData("cnumpy\ndtype\n(S'O8'\ntRNb.")]
    public void What_is_no_pickle_is_refused_in_words(string pickle) => Assert.NotEmpty(Assert.Throws<PickleException>(() => Read(pickle)).Message);

    [Theory]
    [InlineData(10, 1, "[11]", "[1]")]
    [InlineData(10, 1, "[5, 3]", "[3, 1]")]
    [InlineData(10, 8, "[3]", "[1]")]
    [InlineData(10, 0, "[4]", "[4]")]
    [InlineData(10, 0, "[1000000000]", "[0]")]
    [InlineData(10, 0, "[3037000500, 3037000500, 3037000500]", "[1, 1, 1]")]
    [InlineData(10, -1, "[2]", "[1]")]
    [InlineData(10, 0, "[-2, -2]", "[1, 1]")]
    [InlineData(10, 0, "[2]", "[-1]")]
    public void A_tensor_that_claims_more_than_its_storage_is_refused(long count, long offset, string shape, string steps)
    {
        static long[] Longs(string text) => [.. text.Trim('[', ']').Split(", ").Select(static n => long.Parse(n, CultureInfo.InvariantCulture))];
        Assert.Throws<PickleException>(() => new PickleArray(new PickleStorage(new("F32", 4), count), offset, Longs(shape), Longs(steps)));
    }

    private static object? Read(byte[] pickle) => new PickleReader(new ByteSlice(pickle), new PickleBudget(pickle.Length)).Read();

    private static object? Read(string latin) => Read(Encoding.Latin1.GetBytes(latin));

    private static string Words(object? value) => value switch
    {
        null => "None",
        string text => $"'{text}'",
        PickleBytes bytes => $"b'{Convert.ToHexString(bytes.Slice.ToArray())}'",
        PickleTuple tuple => $"({string.Join(", ", tuple.Items.Select(Words))})",
        PickleList list => $"[{string.Join(", ", list.Items.Select(Words))}]",
        PickleDict dict => $"{{{string.Join(", ", dict.Entries.Select(static entry => $"{Words(entry.Key)}: {Words(entry.Value)}"))}}}",
        bool or long or double or BigInteger => string.Format(CultureInfo.InvariantCulture, "{0}", value),
        _ => throw new InvalidOperationException(PickleGlobals.Words(value)),
    };
}
