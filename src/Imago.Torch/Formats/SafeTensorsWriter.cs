using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using static Imago.Torch.Formats.SafeTensorsLayout;

namespace Imago.Torch.Formats;

/// <summary>
/// Writes safetensors files through <see cref="AtomicFile"/>. The same input gives the same bytes: the header keeps the order of the
/// tensors and sorts the metadata; the data stands by element size, large first, so that every tensor is aligned to its elements.
/// </summary>
public static class SafeTensorsWriter
{
    // Strict: a name with half a surrogate pair would come back as another name.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes or replaces a file; until it is complete and on the disk, the old one stands.</summary>
    /// <param name="path">The final name; its folder exists.</param>
    /// <param name="tensors">What is written.</param>
    /// <param name="metadata">Texts for <c>__metadata__</c>, or null for none.</param>
    /// <exception cref="ArgumentException">
    /// Two tensors of one name, an unknown type, a negative size, a text that is not Unicode, a header over 100 MB.
    /// </exception>
    /// <exception cref="InvalidOperationException">A tensor's callback wrote more or fewer bytes than its shape and type say.</exception>
    /// <exception cref="IOException">Disk full, no permission, folder missing: one sentence; the old file is untouched.</exception>
    public static void Write(string path, IReadOnlyList<SafeTensorsItem> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        SafeTensorsEntry[] entries = Place(tensors); // in the order of the tensors
        byte[] header = Header(entries, metadata);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            var byPlace = tensors.Zip(entries).OrderBy(pair => pair.Second.Start).ThenBy(pair => pair.Second.End);
            foreach ((SafeTensorsItem tensor, SafeTensorsEntry entry) in byPlace)
            {
                tensor.Write(stream);
                long written = stream.Position - header.Length - entry.Start;
                if (written != entry.Length)
                    throw new InvalidOperationException($"Tensor {Quote(entry.Name)} of type {entry.Dtype} and shape "
                        + $"[{string.Join(", ", entry.Shape)}] has {entry.Length:N0} bytes, but {written:N0} were written to {path}.");
            }
        });
    }

    private static SafeTensorsEntry[] Place(IReadOnlyList<SafeTensorsItem> tensors)
    {
        SafeTensorsEntry[] entries = new SafeTensorsEntry[tensors.Count];
        HashSet<string> names = [];
        long end = 0;
        // The sort is stable: tensors of one element size keep their order.
        foreach (int i in Enumerable.Range(0, tensors.Count).OrderByDescending(i => ElementBytes(tensors[i].Dtype)))
        {
            SafeTensorsItem tensor = tensors[i];
            string quoted = Quote(tensor.Name);
            int elementBytes = ElementBytes(tensor.Dtype);
            if (elementBytes == 0)
                throw Wrong($"Tensor {quoted} has the type {Quote(tensor.Dtype)}, and known are {KnownDtypes}.");
            if (tensor.Name == MetadataName || !names.Add(tensor.Name))
                throw Wrong($"Tensor name {quoted} is "
                    + (names.Contains(tensor.Name) ? "given twice; take another." : "kept for the metadata; take another."));
            if (tensor.Shape.Count > MaxDimensions
                || TensorBytes(elementBytes, tensor.Shape) is not long bytes || bytes > long.MaxValue - end)
                throw Wrong($"Tensor {quoted} cannot have the shape [{string.Join(", ", tensor.Shape)}]: "
                    + $"at most {MaxDimensions} sizes, none negative, under 2^63 bytes in all.");
            entries[i] = new SafeTensorsEntry(tensor.Name, tensor.Dtype, [.. tensor.Shape], end, end + bytes);
            end += bytes;
        }
        return entries;

        static ArgumentException Wrong(string sentence) => new(sentence, nameof(tensors));
    }

    // Length word and header together; spaces fill the header to a multiple of 8, so that the data is aligned.
    private static byte[] Header(SafeTensorsEntry[] entries, IReadOnlyDictionary<string, string>? metadata)
    {
        ArrayBufferWriter<byte> buffer = new();
        buffer.Write(new byte[LengthBytes]);
        // Relaxed escaping writes quotes as \" and other scripts as they are, so that a person can read the header; it is never HTML.
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataName);
                foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(Unicode(key), Unicode(value));
                json.WriteEndObject();
            }
            foreach (SafeTensorsEntry entry in entries)
            {
                json.WriteStartObject(Unicode(entry.Name));
                json.WriteString("dtype", entry.Dtype);
                json.WriteStartArray("shape");
                foreach (long size in entry.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(entry.Start);
                json.WriteNumberValue(entry.End);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        buffer.Write(new byte[-buffer.WrittenCount & 7].Select(_ => (byte)' ').ToArray());
        int headerBytes = buffer.WrittenCount - LengthBytes;
        if (headerBytes > MaxHeaderBytes)
            throw new ArgumentException($"Names, shapes and metadata make a header of {headerBytes:N0} bytes where the format allows "
                + $"{MaxHeaderBytes:N0}; store less metadata.");
        byte[] bytes = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, headerBytes);
        return bytes;
    }

    private static string Unicode(string text)
    {
        try
        {
            StrictUtf8.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException(
                $"The text {Quote(text)} holds half of a surrogate pair and cannot be stored; correct it.", e);
        }
    }
}
