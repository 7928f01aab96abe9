namespace Imago.Imaging;

/// <summary>
/// Work spread over threads, such as reading pictures, whose results come out in the order of the input. The one who reads pulls: only so
/// much is begun ahead as was asked for, so memory stays flat however long the input is.
/// </summary>
public static class OrderedWork
{
    /// <summary>Yields <c>work(item)</c> for each item, in the items' order.</summary>
    /// <param name="items">Read lazily, on the reader's thread.</param>
    /// <param name="work">Called on worker threads; what it throws is thrown to the reader in the item's turn.</param>
    /// <param name="threads">How many calls run at a time.</param>
    /// <param name="ahead">How many results may be under way or waiting.</param>
    /// <param name="stop">No further call begins once this is set, and the reader gets <see cref="OperationCanceledException"/>.</param>
    public static IEnumerable<TResult> Run<TItem, TResult>(
        IEnumerable<TItem> items, Func<TItem, TResult> work, int threads, int ahead, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var begin = Workers(threads, end.Token);
        var underWay = new Queue<Task<TResult>>(ahead);
        using var input = items.GetEnumerator();
        try
        {
            while (true)
            {
                stop.ThrowIfCancellationRequested();
                while (underWay.Count < ahead && input.MoveNext())
                {
                    var item = input.Current;
                    underWay.Enqueue(begin.StartNew(() => work(item)));
                }
                if (!underWay.TryDequeue(out var next)) yield break;
                yield return next.GetAwaiter().GetResult();
            }
        }
        finally
        {
            // A reader that leaves early leaves nobody running behind its back.
            end.Cancel();
            Drain(underWay);
        }
    }

    /// <summary>Starts tasks of which at most <paramref name="threads"/> run at a time.</summary>
    public static TaskFactory Workers(int threads, CancellationToken stop) =>
        new(stop, TaskCreationOptions.None, TaskContinuationOptions.None,
            new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler);

    /// <summary>Waits until each task has ended, however it ends.</summary>
    public static void Drain(IEnumerable<Task> tasks) =>
        Task.WhenAll(tasks).ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
}
