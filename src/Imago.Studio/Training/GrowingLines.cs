using System.Text;

namespace Imago.Studio.Training;

/// <summary>The lines of a file that another process appends to. Only what is new is read; a file that was cut or replaced is read again.</summary>
/// <param name="path">The file; it need not exist yet.</param>
/// <param name="parse">A line's meaning; null for a line that has none.</param>
internal sealed class GrowingLines<T>(string path, Func<string, T?> parse)
    where T : class
{
    private const int Remembered = 64;

    private IReadOnlyList<T> _items = [];
    private byte[] _before = [];
    private long _read;

    /// <summary>All complete lines. The list does not change any more; while there is nothing new it is the same one.</summary>
    public IReadOnlyList<T> Read()
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!Continues(stream))
                (_items, _before, _read) = ([], [], 0);
            stream.Position = _read;
            var added = new byte[stream.Length - _read];
            stream.ReadExactly(added);
            // The last line may be half-written.
            var complete = added.AsSpan(0, added.AsSpan().LastIndexOf((byte)'\n') + 1);
            if (complete.Length == 0)
                return _items;
            _items = [.. _items, .. Encoding.UTF8.GetString(complete).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(parse).OfType<T>()];
            _before = complete[^Math.Min(Remembered, complete.Length)..].ToArray();
            _read += complete.Length;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            (_items, _before, _read) = ([], [], 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is known stays; it is tried again at the next look.
        }
        return _items;
    }

    /// <summary>Whether what was read last still stands where it stood.</summary>
    private bool Continues(FileStream stream)
    {
        if (stream.Length < _read)
            return false;
        var there = new byte[_before.Length];
        stream.Position = _read - there.Length;
        stream.ReadExactly(there);
        return there.AsSpan().SequenceEqual(_before);
    }
}
