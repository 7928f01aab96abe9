using Microsoft.Win32.SafeHandles;

namespace Imago.Torch.Formats;

/// <summary>A stretch of bytes of any length, read by offset: any number of threads at a time, nothing held in memory, nothing mapped.</summary>
public readonly record struct ByteSlice
{
    private readonly SafeFileHandle? _file;
    private readonly ReadOnlyMemory<byte> _memory;

    private ByteSlice(SafeFileHandle? file, ReadOnlyMemory<byte> memory, long start, long length) =>
        (_file, _memory, Start, Length) = (file, memory, start, length);

    /// <summary>A whole file, which must stay open for as long as a part of it is read.</summary>
    public ByteSlice(SafeFileHandle file)
        : this(file, default, 0, RandomAccess.GetLength(file))
    {
    }

    /// <summary>Bytes that are in memory.</summary>
    public ByteSlice(ReadOnlyMemory<byte> memory)
        : this(null, memory, 0, memory.Length)
    {
    }

    /// <summary>Where it begins in its file, or in memory.</summary>
    public long Start { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>A part of it.</summary>
    /// <exception cref="EndOfStreamException">It would end beyond the end of this one.</exception>
    public ByteSlice Slice(long start, long length)
    {
        if (start < 0 || length < 0 || start > Length - length)
            throw new EndOfStreamException($"{length:N0} bytes from byte {start:N0} on were asked for where {Length:N0} are in all");
        return new(_file, _memory, Start + start, length);
    }

    /// <summary>Fills <paramref name="to"/> with the bytes from <paramref name="start"/> on.</summary>
    /// <exception cref="EndOfStreamException">There are fewer, or the file was cut shorter since.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Read(long start, Span<byte> to)
    {
        var at = Slice(start, to.Length).Start;
        if (_file is null)
        {
            _memory.Span.Slice((int)at, to.Length).CopyTo(to);
            return;
        }
        while (to.Length > 0)
        {
            var read = RandomAccess.Read(_file, to, at);
            if (read == 0) throw new EndOfStreamException($"the file ends at byte {at:N0}");
            to = to[read..];
            at += read;
        }
    }

    /// <summary>All of it, in memory.</summary>
    /// <exception cref="EndOfStreamException">The file was cut shorter since.</exception>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        Read(0, bytes);
        return bytes;
    }
}
