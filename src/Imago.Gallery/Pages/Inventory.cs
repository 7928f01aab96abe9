using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Pages;

/// <summary>
/// The numbers of all works, kept in memory: the random walk and the row of shirts ask by place, and a database counts its way to a place from the beginning. New works are seen after
/// <see cref="Age"/>.
/// </summary>
internal sealed class Inventory(GalleryDatabase database) : IDisposable
{
    /// <summary>How old what is known may be: as badges.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1);
    private Known? _last;

    /// <summary>The numbers, ascending. Not to be changed.</summary>
    public async ValueTask<IReadOnlyList<int>> NumbersAsync(CancellationToken cancel = default)
    {
        if (Volatile.Read(ref _last) is { } fresh && Environment.TickCount64 - fresh.At < Age.TotalMilliseconds)
            return fresh.Numbers;
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var last = _last;
            if (last is not null && Environment.TickCount64 - last.At < Age.TotalMilliseconds)
                return last.Numbers;
            var at = Environment.TickCount64;
            var context = database.Context();
            await using var open = context.ConfigureAwait(false);
            // Works come with new numbers and may go: the same count and the same last number are the same works, unless one went as another came.
            var (count, highest) = (await context.Works.CountAsync(cancel).ConfigureAwait(false), await context.Works.MaxAsync(static work => (int?)work.Number, cancel).ConfigureAwait(false));
            var numbers = last is not null && last.Numbers.Length == count && (count == 0 || last.Numbers[^1] == highest)
                ? last.Numbers
                : await context.Works.OrderBy(static work => work.Number).Select(static work => work.Number).ToArrayAsync(cancel).ConfigureAwait(false);
            Volatile.Write(ref _last, new(at, numbers));
            return numbers;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private sealed record Known(long At, int[] Numbers);
}
