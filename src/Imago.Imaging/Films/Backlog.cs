namespace Imago.Imaging.Films;

// Frames that are encoded on other threads and taken in their order. Only so many wait, so that a slow disk holds the renderer up and not the memory.
internal sealed class Backlog(Action<byte[]> take)
{
    private static readonly int Limit = Math.Min(8, Environment.ProcessorCount);
    private readonly Queue<Task<byte[]>> _underWay = new();

    internal void Add(Func<byte[]> encode)
    {
        while (_underWay.Count >= Limit)
            TakeOldest();
        _underWay.Enqueue(Task.Run(encode));
    }

    internal void Finish()
    {
        while (_underWay.Count > 0)
            TakeOldest();
    }

    private void TakeOldest() => take(_underWay.Dequeue().GetAwaiter().GetResult());
}
