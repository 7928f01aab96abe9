using System.Buffers.Binary;

namespace Imago.Imaging.Provenance;

/// <summary>
/// XMP in AVIF, which is HEIF (ISO/IEC 23008-12, annex A.2): an item of type <c>mime</c> that describes the first picture (<c>cdsc</c>). Its bytes stand in a <c>mdat</c> of their own at the end;
/// the boxes before the pixels grow, so where <c>iloc</c> says that they are is moved.
/// </summary>
internal static class AvifXmp
{
    public static byte[] Put(ReadOnlySpan<byte> file, ReadOnlySpan<byte> packet)
    {
        if (file.Length < 12 || !file[4..8].SequenceEqual("ftyp"u8))
            throw new InvalidDataException("it does not begin as an AVIF");
        var top = Boxes(file);
        var meta = top.FirstOrDefault(static box => box.Type == "meta") ?? throw new InvalidDataException("it has no meta box");
        var inner = Boxes(meta.Body.AsSpan(4));
        var (info, location) = (Only(inner, "iinf"), Only(inner, "iloc"));
        var main = BinaryPrimitives.ReadUInt16BigEndian(Only(inner, "pitm").Body.AsSpan(4));
        var places = new ItemPlaces(location.Body);
        var item = (ushort)(places.Highest + 1);
        info.Body = Grown(info.Body, Box("infe", [2, 0, 0, 0, .. Big(item), 0, 0, .. "mime"u8, 0, .. "application/rdf+xml\0"u8]));
        var describes = Box("cdsc", [.. Big(item), 0, 1, .. Big(main)]);
        if (inner.FirstOrDefault(static box => box.Type == "iref") is { } references)
            references.Body = [.. references.Body, .. describes];
        else
            inner.Add(new("iref", [0, 0, 0, 0, .. describes]));
        var contents = packet.ToArray();
        // Twice: what it is long is known once it is written, and numbers do not change their length.
        byte[] Written(uint moved, uint at)
        {
            location.Body = places.With(moved, item, at, (uint)contents.Length);
            meta.Body = [.. meta.Body.AsSpan(0, 4), .. inner.SelectMany(static box => Box(box.Type, box.Body))];
            return [.. top.SelectMany(static box => Box(box.Type, box.Body))];
        }
        var length = Written(0, 0).Length;
        return [.. Written(checked((uint)(length - file.Length)), checked((uint)length + 8)), .. Box("mdat", contents)];
    }

    private sealed class OpenBox(string type, byte[] body)
    {
        public string Type => type;

        public byte[] Body { get; set; } = body;
    }

    private static OpenBox Only(List<OpenBox> boxes, string type) => boxes.FirstOrDefault(box => box.Type == type) ?? throw new InvalidDataException($"it has no {type} box");

    private static List<OpenBox> Boxes(ReadOnlySpan<byte> bytes)
    {
        var boxes = new List<OpenBox>();
        while (bytes.Length > 0)
        {
            var length = bytes.Length < 8 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(bytes);
            if (length < 8 || length > bytes.Length)
                throw new InvalidDataException($"a box of {length} bytes stands where {bytes.Length} are left");
            boxes.Add(new(System.Text.Encoding.Latin1.GetString(bytes[4..8]), bytes[8..(int)length].ToArray()));
            bytes = bytes[(int)length..];
        }
        return boxes;
    }

    private static byte[] Box(string type, byte[] body)
    {
        var box = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        System.Text.Encoding.Latin1.GetBytes(type, box.AsSpan(4));
        body.CopyTo(box, 8);
        return box;
    }

    // iinf: its version, the number of its entries in 16 bits (in 32 from version 1 on), the entries.
    private static byte[] Grown(byte[] body, byte[] entry)
    {
        var grown = (byte[])[.. body, .. entry];
        if (body[0] == 0)
            BinaryPrimitives.WriteUInt16BigEndian(grown.AsSpan(4), (ushort)(BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(4)) + 1));
        else
            BinaryPrimitives.WriteUInt32BigEndian(grown.AsSpan(4), BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(4)) + 1);
        return grown;
    }

    private static byte[] Big(ushort value) => [(byte)(value >> 8), (byte)value];
}
