using System.Numerics;
using Imago.Torch.Formats;

namespace Imago.Networks.Formats.Pickles;

/// <summary>
/// What <c>torch.save</c> writes: since 1.6 a zip of a pickle and a file for each storage; before, several pickles one after the other,
/// then the storages (still used for a storage within a pickle).
/// </summary>
internal static class TorchFile
{
    private const long Protocol = 1001;
    private static readonly BigInteger s_magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Reads either form.</summary>
    /// <exception cref="PickleException">It is neither, is damaged, or asks for something that is not plain data.</exception>
    public static object? Read(ByteSlice file, PickleBudget budget)
    {
        budget.Enter();
        try
        {
            Span<byte> first = stackalloc byte[2];
            if (file.Length >= 2) file.Read(0, first);
            return first.SequenceEqual("PK"u8) ? ReadZip(file, budget) : ReadOld(file, budget);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new PickleException($"its zip is damaged: {e.Message}", e);
        }
        finally
        {
            budget.Leave();
        }
    }

    private static object? ReadZip(ByteSlice file, PickleBudget budget)
    {
        var zip = new ZipTable(file, budget.Spend);
        // All of them lie in one folder, which is named after the file.
        var pickle = zip.Items.FirstOrDefault(static item => item.Name.EndsWith("/data.pkl", StringComparison.Ordinal) || item.Name == "data.pkl")
            ?? throw new PickleException("it is a zip without data.pkl, so not one of torch's");
        var folder = pickle.Name[..^"data.pkl".Length];
        if (zip.Items.FirstOrDefault(item => item.Name == folder + "byteorder") is { } order && !Stored(zip, order).ToArray().AsSpan().StartsWith("little"u8))
            throw new PickleException("its numbers are big-endian, expected little-endian");
        var files = new Dictionary<string, ZipItem>();
        foreach (var item in zip.Items) files.TryAdd(item.Name, item);
        var storages = new Dictionary<string, PickleStorage>();
        return new PickleReader(Stored(zip, pickle), budget, reference =>
        {
            var (key, storage) = TorchPickle.Storage(reference);
            if (storages.TryGetValue(key, out var known)) return known;
            if (!files.TryGetValue($"{folder}data/{key}", out var item)) throw new PickleException($"its storage {key} is not in the zip");
            storage.Place(Stored(zip, item));
            storages[key] = storage;
            return storage;
        }).Read();
    }

    private static ByteSlice Stored(ZipTable zip, ZipItem item) =>
        item is { Method: 0, Encrypted: false } && item.Size == item.PackedSize ? zip.Packed(item)
        : throw new PickleException("a file in its zip is packed or encrypted, expected them all to be stored, as torch does");

    private static object? ReadOld(ByteSlice file, PickleBudget budget)
    {
        var at = 0L;
        var storages = new Dictionary<string, PickleStorage>();
        object? Next(Func<object?, object?>? references = null)
        {
            var reader = new PickleReader(file.Slice(at, file.Length - at), budget, references);
            var value = reader.Read();
            at += reader.Position;
            return value;
        }

        if (Next() is not BigInteger magic || magic != s_magic) throw new PickleException("it does not begin as torch's files do");
        if (Next() is not Protocol) throw new PickleException($"it is not of torch's protocol {Protocol:D}");
        if (Next() is not PickleDict system || system["little_endian"] is not true) throw new PickleException("its numbers are not said to be little-endian");
        var value = Next(reference =>
        {
            var (key, storage) = TorchPickle.Storage(reference);
            return storages.TryGetValue(key, out var known) ? known : storages[key] = storage;
        });
        if (Next() is not PickleList keys) throw new PickleException("the list of its storages is missing");

        // For each, in this order: the count, and the numbers.
        Span<byte> count = stackalloc byte[8];
        foreach (var key in keys.Items)
        {
            if (key is not string name || !storages.TryGetValue(name, out var storage) || storage.Bytes is not null)
                throw new PickleException("it lists a storage that nothing refers to");
            file.Read(at, count);
            at += 8;
            if (System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(count) != storage.Count)
                throw new PickleException($"the storage {name} has another size than what refers to it says");
            storage.Place(file.Slice(at, file.Length - at));
            at += storage.Count * storage.Type.Size;
        }
        return storages.Values.All(static storage => storage.Bytes is not null) ? value : throw new PickleException("a storage is missing at its end");
    }
}
