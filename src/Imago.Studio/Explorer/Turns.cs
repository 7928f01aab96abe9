namespace Imago.Studio.Explorer;

/// <summary>Whose turn it is, and for what.</summary>
/// <param name="Client">A browser's page: each has its turn after the other.</param>
/// <param name="Slot">A place on that page: only the newest wish of a place counts.</param>
/// <param name="Order">Of one page's wishes the lowest comes first: 0 is the centre of the wall.</param>
public sealed record Turn(string Client, string Slot, int Order = 0);

/// <summary>
/// One thread that does one thing after another, for the processor's cores do each together. Pages take turns, so that one with a large wall does not starve another;
/// a newer wish of a slot takes the place of the older one while that waits.
/// </summary>
internal sealed class Turns : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly LinkedList<(string Client, List<Wish> Wishes)> _clients = [];
    private readonly Thread _thread;
    private bool _closed;

    private sealed record Wish(Turn Turn, Action Do, Action Drop);

    public Turns()
    {
        _thread = new Thread(Work) { IsBackground = true, Name = "pictures" };
        _thread.Start();
    }

    /// <summary>How many wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _clients.Sum(static one => one.Wishes.Count);
        }
    }

    /// <summary>Does something in its turn.</summary>
    /// <returns>Its result; cancelled where a newer wish of the slot came first, or nobody waits for it any more.</returns>
    public async Task<T> DoAsync<T>(Turn turn, Func<T> work, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var wish = new Wish(turn, () =>
        {
            try
            {
                done.TrySetResult(work());
            }
            catch (Exception e)
            {
                // Whatever it is belongs to whoever asked.
                done.TrySetException(e);
            }
        }, () => done.TrySetCanceled(CancellationToken.None));
        Add(wish);
        await using var registration = cancel.Register(() =>
        {
            if (Remove(wish))
                wish.Drop();
        }).ConfigureAwait(false);
        return await done.Task.ConfigureAwait(false);
    }

    /// <summary>Ends after what it is doing; what waits is dropped.</summary>
    public void Dispose()
    {
        List<Wish> left;
        lock (_lock)
        {
            _closed = true;
            left = [.. _clients.SelectMany(static one => one.Wishes)];
            _clients.Clear();
        }
        left.ForEach(static wish => wish.Drop());
        _wanted.Release();
        _thread.Join();
        _wanted.Dispose();
    }

    private void Add(Wish wish)
    {
        Wish? older = null;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            var node = _clients.First;
            while (node is not null && node.Value.Client != wish.Turn.Client)
                node = node.Next;
            var wishes = (node ?? _clients.AddLast((wish.Turn.Client, []))).Value.Wishes;
            var same = wishes.FindIndex(one => one.Turn.Slot == wish.Turn.Slot);
            if (same >= 0)
            {
                older = wishes[same];
                wishes.RemoveAt(same);
            }
            // Behind all of its order: within one, first come, first served.
            var behind = wishes.FindIndex(one => one.Turn.Order > wish.Turn.Order);
            wishes.Insert(behind < 0 ? wishes.Count : behind, wish);
        }
        older?.Drop();
        if (older is null)
            _wanted.Release();
    }

    private bool Remove(Wish wish)
    {
        lock (_lock)
        {
            foreach (var (_, wishes) in _clients)
            {
                // The thread will find one less than it was told of, and wait again.
                if (wishes.Remove(wish))
                    return true;
            }
        }
        return false;
    }

    private Wish? Next()
    {
        lock (_lock)
        {
            while (_clients.First is { } first)
            {
                _clients.RemoveFirst();
                if (first.Value.Wishes is not [var wish, ..])
                    continue;
                first.Value.Wishes.RemoveAt(0);
                // Whoever had a turn goes to the end.
                if (first.Value.Wishes.Count > 0)
                    _clients.AddLast(first);
                return wish;
            }
        }
        return null;
    }

    private void Work()
    {
        while (true)
        {
            _wanted.Wait();
            if (_closed)
                return;
            Next()?.Do();
        }
    }
}
