using Imago.Imaging;

namespace Imago.Latent.Clip;

/// <summary>A file that was read.</summary>
/// <param name="File">The file.</param>
/// <param name="Square">What the network sees; null where it is no picture.</param>
/// <param name="Reason">Why it is none.</param>
internal sealed record ReadPicture(string File, Picture? Square, string? Reason);

/// <summary>Reads batches of pictures on other threads, one batch ahead, so that the network does not wait for the disk.</summary>
internal sealed class ReadAhead : IDisposable
{
    private readonly IEnumerator<string[]> _batches;
    private readonly int _side;
    private Task<ReadPicture[]>? _underWay;

    /// <summary>Begins with the first.</summary>
    /// <param name="batches">Files.</param>
    /// <param name="side">Of the square that the network sees.</param>
    public ReadAhead(IEnumerable<string[]> batches, int side)
    {
        (_batches, _side) = (batches.GetEnumerator(), side);
        Start();
    }

    /// <summary>The next batch, or null after the last.</summary>
    public ReadPicture[]? Next()
    {
        if (_underWay is not { } task) return null;
        var read = task.GetAwaiter().GetResult();
        Start();
        return read;
    }

    /// <summary>Waits for what is being read.</summary>
    public void Dispose()
    {
        _underWay?.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _batches.Dispose();
    }

    private void Start()
    {
        var batch = _batches.MoveNext() ? _batches.Current : null;
        _underWay = batch is null ? null : Task.Run(() => batch.AsParallel().AsOrdered().Select(Read).ToArray());
    }

    private ReadPicture Read(string file)
    {
        try
        {
            return new(file, ClipPreprocessing.Fit(PictureReader.Decode(file), _side), null);
        }
        catch (PictureException e)
        {
            return new(file, null, e.Message);
        }
    }
}
