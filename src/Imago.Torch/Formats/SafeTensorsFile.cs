using System.Buffers.Binary;
using System.Collections.ObjectModel;
using Microsoft.Win32.SafeHandles;
using static Imago.Torch.Formats.SafeTensorsLayout;

namespace Imago.Torch.Formats;

/// <summary>
/// A safetensors file, open: opening reads the header alone, and a tensor's bytes come from the disk when they are asked for. Nothing is mapped, so the
/// memory of reading is what the reader keeps, and a file that another program cuts shorter gives an exception.
/// Layout: 8 bytes little-endian header length, JSON header, raw little-endian data (github.com/huggingface/safetensors). Any size.
/// Several threads may read one object.
/// </summary>
public sealed class SafeTensorsFile : IDisposable
{
    private readonly OrderedDictionary<string, SafeTensorsEntry> _entries;
    private readonly SafeFileHandle _file;
    private readonly ByteSlice _data; // all after the header

    private SafeTensorsFile(string path, SafeFileHandle file)
    {
        (Path, _file) = (path, file);
        var all = new ByteSlice(file);
        if (all.Length < LengthBytes)
            throw Refuse(path, $"it has {all.Length} bytes, fewer than the {LengthBytes} that each begins with; "
                + "it is empty, cut off or of another kind");

        Span<byte> length = stackalloc byte[LengthBytes];
        all.Read(0, length);
        ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (headerBytes > MaxHeaderBytes)
            throw Refuse(path, $"it announces a header of {headerBytes:N0} bytes where the format allows "
                + $"{MaxHeaderBytes:N0}; is it another kind of file?");
        long dataBytes = all.Length - LengthBytes - (long)headerBytes;
        if (dataBytes < 0)
            throw Refuse(path, $"it announces a header of {headerBytes:N0} bytes but has {all.Length:N0} in all; "
                + "it is cut off (copy or download it again) or of another kind");

        SafeTensorsHeader header = SafeTensorsHeader.Parse(path, all.Slice(LengthBytes, (long)headerBytes).ToArray(), dataBytes);
        _entries = header.Entries;
        Metadata = new ReadOnlyDictionary<string, string>(header.Metadata ?? []);
        _data = all.Slice(all.Length - dataBytes, dataBytes);
    }

    /// <summary>The name it was opened under.</summary>
    public string Path { get; }

    /// <summary>Its size in bytes.</summary>
    public long Length => RandomAccess.GetLength(_file);

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

    /// <summary>A tensor's bytes, left in the file until they are read.</summary>
    /// <param name="name">A tensor's name.</param>
    /// <returns>[<see cref="SafeTensorsEntry.Length"/>] little-endian bytes, rows first; readable until <see cref="Dispose"/>.</returns>
    /// <exception cref="SafeTensorsException">There is no such tensor.</exception>
    public ByteSlice Bytes(string name)
    {
        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
        SafeTensorsEntry entry = Entry(name);
        return _data.Slice(entry.Start, entry.Length);
    }

    /// <summary>Closes the file. Nothing of it may be read afterwards.</summary>
    public void Dispose() => _file.Dispose();

    private static SafeTensorsException Refuse(string path, string why) => new($"Cannot read {path} as safetensors: {why}.");
}
