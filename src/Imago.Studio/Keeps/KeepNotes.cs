using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Imago.Torch.Formats;

namespace Imago.Studio.Keeps;

/// <summary>What stands beside kept pictures, <c>KEY.json</c>. A file is read once, and again when it was written anew: a folder of many is looked through at every change.</summary>
internal sealed class KeepNotes
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly ConcurrentDictionary<string, (DateTime Written, long Length, Keep? Note)> _known = new(StringComparer.Ordinal);

    /// <summary>What stands in a file; null where there is none, or it is another program's.</summary>
    public Keep? Read(string path)
    {
        if (new FileInfo(path) is not { Exists: true } file)
        {
            _known.TryRemove(path, out _);
            return null;
        }
        if (_known.TryGetValue(path, out var known) && known.Written == file.LastWriteTimeUtc && known.Length == file.Length)
            return known.Note;
        try
        {
            var note = JsonSerializer.Deserialize<Keep>(File.ReadAllText(path)) is { Name.Length: > 0, Tags: not null, View: not null } keep ? keep : null;
            _known[path] = (file.LastWriteTimeUtc, file.Length, note);
            return note;
        }
        catch (JsonException)
        {
            _known[path] = (file.LastWriteTimeUtc, file.Length, null);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes a file anew.</summary>
    /// <exception cref="IOException">It cannot be written; the old one stays.</exception>
    public void Write(string path, Keep keep)
    {
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, keep, s_readable));
        _known.TryRemove(path, out _);
    }
}
