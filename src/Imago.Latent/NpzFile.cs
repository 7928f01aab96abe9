using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Imago.Latent;

/// <summary>
/// An array out of numpy's <c>.npz</c>: a zip of <c>.npy</c> files (numpy.lib.format, versions 1 to 3). Little-endian float32 or float64 in C order; nothing in it is ever run, and
/// arrays of Python objects are refused.
/// </summary>
internal static partial class NpzFile
{
    private const int MostNumbers = 1 << 28;

    /// <summary>Whether the file begins as a zip does.</summary>
    internal static bool IsOne(string path)
    {
        if (!File.Exists(path))
            return false;
        using var file = File.OpenRead(path);
        Span<byte> first = stackalloc byte[4];
        return file.ReadAtLeast(first, 4, throwOnEndOfStream: false) == 4 && first.SequenceEqual("PK\x03\x04"u8);
    }

    /// <summary>One array as floats, and its shape.</summary>
    /// <exception cref="LatentException">It is no such file, or has no such array.</exception>
    internal static (float[] Values, long[] Shape) Read(string path, string name)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var entry = zip.GetEntry(name + ".npy")
                ?? throw new LatentException($"{path} holds {string.Join(", ", zip.Entries.Take(5).Select(static one => one.FullName))}, expected {name}.npy, as StyleGAN2-ADA's projector writes it.");
            using var stream = entry.Open();
            return Array(stream);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new LatentException($"{path} cannot be read as numpy's .npz ({e.Message.TrimEnd('.')}): write it again with numpy.savez.", e);
        }
    }

    private static (float[] Values, long[] Shape) Array(Stream stream)
    {
        Span<byte> start = stackalloc byte[8];
        stream.ReadExactly(start);
        if (start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
            throw new InvalidDataException("an array does not begin with NUMPY's mark");
        Span<byte> size = stackalloc byte[start[6] == 1 ? 2 : 4];
        stream.ReadExactly(size);
        var length = size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > 1 << 16)
            throw new InvalidDataException($"an array's header has {length} bytes");
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        if (Header().Match(Encoding.UTF8.GetString(bytes)) is not { Success: true } header)
            throw new InvalidDataException("an array is not of little-endian float32 or float64 in C order");
        var shape = header.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static part => long.TryParse(part, out var n) ? n : -1).ToArray();
        var count = shape.Aggregate(1d, static (product, n) => product * n);
        if (shape.Any(static n => n < 0) || count > MostNumbers)
            throw new InvalidDataException($"an array has the shape ({header.Groups["shape"].Value})");
        var twice = header.Groups["bytes"].Value == "8";
        var values = new byte[(int)count * (twice ? 8 : 4)];
        stream.ReadExactly(values);
        return (twice ? System.Array.ConvertAll(MemoryMarshal.Cast<byte, double>(values).ToArray(), static value => (float)value) : MemoryMarshal.Cast<byte, float>(values).ToArray(), shape);
    }

    [GeneratedRegex(@"^\{'descr': '<f(?<bytes>4|8)', 'fortran_order': False, 'shape': \((?<shape>[0-9, ]*)\),? *\}\s*$")]
    private static partial Regex Header();
}
