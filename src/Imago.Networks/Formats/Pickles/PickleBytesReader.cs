using System.Buffers.Binary;
using System.Text;
using Imago.Torch.Formats;

namespace Imago.Networks.Formats.Pickles;

/// <summary>Reads the bytes of a pickle one after the other through a small window, and says where they end too early.</summary>
internal sealed class PickleBytesReader(ByteSlice bytes, PickleBudget budget)
{
    private readonly byte[] window = new byte[Math.Min(bytes.Length, 1 << 14)];
    private long windowStart;
    private int windowLength;

    /// <summary>The next byte, counted from the beginning of the pickle.</summary>
    public long Position { get; private set; }

    /// <summary>One byte.</summary>
    public byte Byte()
    {
        if (Position < windowStart || Position >= windowStart + windowLength)
        {
            Demand(1);
            windowStart = Position;
            windowLength = (int)Math.Min(window.Length, bytes.Length - Position);
            bytes.Read(windowStart, window.AsSpan(0, windowLength));
        }
        return window[Position++ - windowStart];
    }

    /// <summary>A little-endian number of so many bytes, up to 8, without sign.</summary>
    public ulong Number(int length)
    {
        ulong number = 0;
        for (var i = 0; i < length; i++) number |= (ulong)Byte() << (8 * i);
        return number;
    }

    /// <summary>A big-endian double.</summary>
    public double Double()
    {
        Span<byte> eight = stackalloc byte[8];
        foreach (ref var one in eight) one = Byte();
        return BinaryPrimitives.ReadDoubleBigEndian(eight);
    }

    /// <summary>So many bytes, left where they are.</summary>
    public ByteSlice Slice(ulong length)
    {
        Demand(length);
        var slice = bytes.Slice(Position, (long)length);
        Position += (long)length;
        return slice;
    }

    /// <summary>So many bytes, in memory; for texts and numbers.</summary>
    public byte[] Array(ulong length)
    {
        Demand(length);
        budget.Spend((long)length + 32);
        return Slice(length).ToArray();
    }

    /// <summary>A text of so many bytes: a string, or a <see cref="PickleLongText"/>.</summary>
    public object Text(ulong length)
    {
        Demand(length);
        if (length > PickleText.LongestName) return new PickleLongText(Slice(length));
        budget.Spend((2 * (long)length) + 32);
        // "surrogatepass": Python writes halves of surrogate pairs as they are; a replacement character serves as well for a name.
        return Encoding.UTF8.GetString(Array(length));
    }

    /// <summary>The bytes up to the end of a line, of the protocols that are text, as Latin-1.</summary>
    public string Line()
    {
        var line = new StringBuilder();
        for (byte one; (one = Byte()) != '\n';)
        {
            budget.Spend(4);
            line.Append((char)one);
        }
        return line.ToString();
    }

    private void Demand(ulong length)
    {
        if (length > (ulong)(bytes.Length - Position))
            throw new PickleException($"it ends at byte {bytes.Length:N0}, where {length:N0} more bytes were announced at byte {Position:N0}: it is cut off or damaged");
    }
}
