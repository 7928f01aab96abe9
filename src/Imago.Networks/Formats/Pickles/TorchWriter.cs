using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Networks.Formats.Pickles;

/// <summary>
/// Writes what <c>torch.load(weights_only=True)</c> opens: a zip with a pickle of protocol 2 and a stored file for each tensor. Only dictionaries
/// with text keys and tensors; equal values give equal bytes.
/// </summary>
internal sealed class TorchWriter
{
    private static readonly DateTimeOffset s_oneDate = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ArrayBufferWriter<byte> _pickle = new();
    private readonly List<Tensor> _tensors = [];

    /// <summary>Writes beside the final name, flushes to disk, renames.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="values">Text keys; values are tensors, or such pairs again.</param>
    /// <exception cref="IOException">The disk is full or not writable; what was there before is untouched.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, object>> values)
    {
        var writer = new TorchWriter();
        writer.Op(PickleOpcode.Protocol);
        writer.Byte(2);
        writer.Dictionary(values);
        writer.Op(PickleOpcode.Stop);
        AtomicFile.Write(path, writer.WriteZip);
    }

    private void WriteZip(Stream stream)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        // The folder may have any name; torch's own is that of the file.
        File("archive/data.pkl", to => to.Write(_pickle.WrittenSpan));
        for (var i = 0; i < _tensors.Count; i++)
        {
            var tensor = _tensors[i];
            File($"archive/data/{i}", to =>
            {
                var length = (int)tensor.Count * tensor.Type.Size();
                var buffer = ArrayPool<byte>.Shared.Rent(length);
                tensor.CopyBytesTo(buffer.AsSpan(0, length));
                to.Write(buffer, 0, length);
                ArrayPool<byte>.Shared.Return(buffer);
            });
        }
        File("archive/version", static to => to.Write("3\n"u8));

        void File(string name, Action<Stream> write)
        {
            var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
            entry.LastWriteTime = s_oneDate;
            using var to = entry.Open();
            write(to);
        }
    }

    private void Dictionary(IEnumerable<KeyValuePair<string, object>> values)
    {
        Op(PickleOpcode.EmptyDict);
        Op(PickleOpcode.Mark);
        foreach (var (key, value) in values)
        {
            Text(key);
            switch (value)
            {
                case Tensor tensor: Tensor(tensor); break;
                case IEnumerable<KeyValuePair<string, object>> inner: Dictionary(inner); break;
                default: throw new ArgumentException($"{key} is a {value.GetType().Name}, expected a tensor or pairs.", nameof(values));
            }
        }
        Op(PickleOpcode.SetItems);
    }

    // torch._utils._rebuild_tensor_v2(storage, 0, size, steps, False, OrderedDict()), the storage as a persistent reference.
    private void Tensor(Tensor tensor)
    {
        var kind = tensor.Type switch
        {
            ScalarType.Float32 => "FloatStorage",
            ScalarType.Float64 => "DoubleStorage",
            ScalarType.Float16 => "HalfStorage",
            ScalarType.BFloat16 => "BFloat16Storage",
            ScalarType.Int64 => "LongStorage",
            _ => throw new ArgumentException($"a tensor of {tensor.Type} is not written to torch's files.", nameof(tensor)),
        };
        Global("torch._utils", "_rebuild_tensor_v2");
        Op(PickleOpcode.Mark);
        Op(PickleOpcode.Mark);
        Text("storage");
        Global("torch", kind);
        Text($"{_tensors.Count}");
        Text("cpu");
        Integer(tensor.Count);
        Op(PickleOpcode.Tuple);
        Op(PickleOpcode.BinPersistentId);
        Integer(0);
        Tuple(tensor.Shape);
        Tuple(PickleArray.RowsFirst(tensor.Shape));
        Op(PickleOpcode.NewFalse);
        Global("collections", "OrderedDict");
        Op(PickleOpcode.EmptyTuple);
        Op(PickleOpcode.Reduce);
        Op(PickleOpcode.Tuple);
        Op(PickleOpcode.Reduce);
        _tensors.Add(tensor);
    }

    private void Tuple(long[] numbers)
    {
        Op(PickleOpcode.Mark);
        foreach (var number in numbers) Integer(number);
        Op(PickleOpcode.Tuple);
    }

    private void Global(string module, string name)
    {
        Op(PickleOpcode.Global);
        _pickle.Write(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
    }

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Op(PickleOpcode.BinUnicode);
        Number32(bytes.Length);
        _pickle.Write(bytes);
    }

    private void Integer(long number)
    {
        if (number == (int)number)
        {
            Op(PickleOpcode.BinInt);
            Number32((int)number);
            return;
        }
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(eight, number);
        Op(PickleOpcode.Long1);
        Byte(8);
        _pickle.Write(eight);
    }

    private void Number32(int number)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(four, number);
        _pickle.Write(four);
    }

    private void Op(PickleOpcode opcode) => Byte((byte)opcode);

    private void Byte(byte one) => _pickle.Write(new ReadOnlySpan<byte>(in one));
}
