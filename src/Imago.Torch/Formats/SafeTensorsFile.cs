using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;
using static Imago.Torch.Formats.SafeTensorsLayout;

namespace Imago.Torch.Formats;

/// <summary>
/// A safetensors file, mapped into memory: opening reads the header alone, and a tensor's bytes come from the disk when they are looked at.
/// Layout: 8 bytes little-endian header length, JSON header, raw little-endian data (github.com/huggingface/safetensors). Any size.
/// Several threads may read one object. The file must not be shortened in place while it is open (replacing it by renaming, as
/// <see cref="AtomicFile"/> does, is fine): the system would end the process at the next look at the lost bytes.
/// </summary>
public sealed unsafe class SafeTensorsFile : IDisposable
{
    private readonly OrderedDictionary<string, SafeTensorsEntry> _entries;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _data; // first byte after the header
    private bool _disposed;

    private SafeTensorsFile(string path, SafeFileHandle file)
    {
        Path = path;
        long fileBytes = RandomAccess.GetLength(file);
        if (fileBytes < LengthBytes)
            throw Refuse(path, $"it has {fileBytes} bytes, fewer than the {LengthBytes} that each begins with; "
                + "it is empty, cut off or of another kind");

        _map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _map.CreateViewAccessor(0, fileBytes, MemoryMappedFileAccess.Read);
        // Holding the pointer keeps the mapping alive until Dispose, also where the object is collected while a span is still in use.
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(start, LengthBytes));
            if (headerBytes > MaxHeaderBytes)
                throw Refuse(path, $"it announces a header of {headerBytes:N0} bytes where the format allows "
                    + $"{MaxHeaderBytes:N0}; is it another kind of file?");
            long dataBytes = fileBytes - LengthBytes - (long)headerBytes;
            if (dataBytes < 0)
                throw Refuse(path, $"it announces a header of {headerBytes:N0} bytes but has {fileBytes:N0} in all; "
                    + "it is cut off (copy or download it again) or of another kind");

            ReadOnlySpan<byte> json = new(start + LengthBytes, (int)headerBytes);
            SafeTensorsHeader header = SafeTensorsHeader.Parse(path, json, dataBytes);
            _entries = header.Entries;
            Metadata = new ReadOnlyDictionary<string, string>(header.Metadata ?? []);
            _data = start + LengthBytes + headerBytes;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The name it was opened under.</summary>
    public string Path { get; }

    /// <summary>The texts of <c>__metadata__</c>; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors by name, in the order of the header.</summary>
    public IReadOnlyDictionary<string, SafeTensorsEntry> Entries => _entries;

    /// <summary>Opens a file and checks its header: every tensor then lies inside the file and has the size that its shape says.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file; dispose it when no span of it is in use any more.</returns>
    /// <exception cref="SafeTensorsException">The file is missing, not readable, damaged or of another kind.</exception>
    public static SafeTensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            try
            {
                return new SafeTensorsFile(path, file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SafeTensorsException($"Cannot read {path}: there is no such file; check the name.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SafeTensorsException(Directory.Exists(path)
                ? $"Cannot read {path} as safetensors: it is a folder; name a file inside it."
                : $"Cannot read {path}: no permission to read it; change its owner or mode.", e);
        }
        catch (Exception e) when (e is IOException or NotSupportedException or ArgumentException)
        {
            throw new SafeTensorsException($"Cannot read {path}: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>One entry by name.</summary>
    /// <param name="name">A tensor's name.</param>
    /// <returns>Its type, shape and place.</returns>
    /// <exception cref="SafeTensorsException">There is no tensor of that name; the sentence lists some that there are.</exception>
    public SafeTensorsEntry Entry(string name)
    {
        if (_entries.TryGetValue(name, out SafeTensorsEntry? entry))
            return entry;
        string some = string.Join(", ", _entries.Keys.Take(5).Select(Quote)) + (_entries.Count > 5 ? " and others" : "");
        throw new SafeTensorsException($"{Path} has no tensor {Quote(name)}; "
            + (_entries.Count == 0 ? "it holds none." : $"it holds {_entries.Count:N0}: {some}."));
    }

    /// <summary>
    /// A tensor's bytes where they lie in the mapped file, without a copy; valid until <see cref="Dispose"/>, not necessarily aligned.
    /// </summary>
    /// <param name="name">A tensor's name.</param>
    /// <returns>[<see cref="SafeTensorsEntry.Length"/>] little-endian bytes, rows first.</returns>
    /// <exception cref="SafeTensorsException">There is no such tensor, or it is over 2 GB: read it in parts.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        long length = Entry(name).Length;
        return length <= int.MaxValue ? Bytes(name, 0, (int)length)
            : throw new SafeTensorsException($"Tensor {Quote(name)} of {Path} has {length:N0} bytes, "
                + $"more than one span's {int.MaxValue:N0}; read it in parts.");
    }

    /// <summary>A part of a tensor's bytes, for tensors of any size.</summary>
    /// <param name="name">A tensor's name.</param>
    /// <param name="start">First byte within the tensor.</param>
    /// <param name="count">How many bytes.</param>
    /// <returns>[count] bytes; valid until <see cref="Dispose"/>.</returns>
    /// <exception cref="SafeTensorsException">There is no such tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the tensor.</exception>
    public ReadOnlySpan<byte> Bytes(string name, long start, int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SafeTensorsEntry entry = Entry(name);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, entry.Length - count);
        return new ReadOnlySpan<byte>(_data + entry.Start + start, count);
    }

    /// <summary>Unmaps the file. No span of it may be used afterwards.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    private static SafeTensorsException Refuse(string path, string why) => new($"Cannot read {path} as safetensors: {why}.");
}
