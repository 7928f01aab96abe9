using Imago.Torch.Formats;

namespace Imago.Networks.Formats.Pickles;

// What a pickle may hold here. Besides these: null for None, bool, long, BigInteger, double and string.

/// <summary>Bytes, which stay in the file until they are read.</summary>
internal sealed record PickleBytes(ByteSlice Slice);

/// <summary>
/// A text too long to be a name, as UTF-8, which stays in the file: program text, which nobody looks at, or the bytes of an array in a protocol that
/// has none.
/// </summary>
internal sealed record PickleLongText(ByteSlice Utf8);

/// <summary>A tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A list, or a set.</summary>
internal sealed record PickleList(List<object?> Items);

/// <summary>A dictionary of any kind, in its order.</summary>
internal sealed class PickleDict
{
    /// <summary>Every pair as it was put in; of equal keys the last one counts.</summary>
    public List<(object? Key, object? Value)> Entries { get; } = [];

    /// <summary>The value of a text key.</summary>
    public bool TryGet(string key, out object? value)
    {
        var at = Entries.FindLastIndex(entry => entry.Key as string == key);
        value = at < 0 ? null : Entries[at].Value;
        return at >= 0;
    }

    /// <summary>The value of a text key, or null.</summary>
    public object? this[string key] => TryGet(key, out var value) ? value : null;
}

/// <summary>The name of a class or function that is on the list of allowed ones. It is only ever a name: nothing is imported or called.</summary>
/// <param name="Name">Module and name, such as <c>collections.OrderedDict</c>.</param>
internal sealed record PickleGlobal(string Name);

/// <summary>An object whose class is not rebuilt: its name, what it was made with, and its attributes.</summary>
/// <param name="Name">Module and name of the class.</param>
/// <param name="Arguments">Of its constructor.</param>
internal sealed record PickleObject(string Name, object?[] Arguments)
{
    /// <summary>What was set afterwards; usually a <see cref="PickleDict"/> of attributes.</summary>
    public object? State { get; set; }
}
