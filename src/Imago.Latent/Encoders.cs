namespace Imago.Latent;

/// <summary>Encodes pictures on other threads. Only so many wait or run at a time, so that a slow disk holds the network up and not the memory.</summary>
internal sealed class Encoders : IDisposable
{
    private readonly Queue<Task> _underWay = new();

    /// <summary>Begins a piece of work, after waiting for the oldest where there are too many. What an earlier one threw is thrown here.</summary>
    public void Start(Action encode)
    {
        while (_underWay.Count >= 2 * Environment.ProcessorCount)
            Oldest();
        _underWay.Enqueue(Task.Run(encode));
    }

    /// <summary>Waits for all of them.</summary>
    public void Finish()
    {
        while (_underWay.Count > 0)
            Oldest();
    }

    /// <summary>After an error or a stop: lets the pictures that are begun be finished, so that nobody writes behind the caller's back.</summary>
    public void Dispose()
    {
        Task.WhenAll(_underWay).ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _underWay.Clear();
    }

    private void Oldest() => _underWay.Dequeue().GetAwaiter().GetResult();
}
