using System.Data.Common;
using System.Threading.Channels;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Learning;

/// <summary>
/// Writes down what pages tell, off the path of any request: told things wait in a bounded queue, and what finds it full is dropped; every second one batch is written. Where a picture hung, how
/// probably and by whom is not believed but computed again. A lost batch is lost: nothing depends on a single view.
/// </summary>
internal sealed partial class ViewLog(GalleryDatabase database, GallerySettings settings, ILogger<ViewLog> log) : BackgroundService
{
    /// <summary>After so many days a view is deleted.</summary>
    public const int DaysKept = 90;

    /// <summary>Views that one server writes a day: about 10 MB, so that nobody fills the disk with them.</summary>
    public const int MostADay = 200_000;

    private const int Waiting = 4096, ABatch = 100, RowsAtOnce = 100;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Channel<(Told? Page, int Taken)> _queue = Channel.CreateBounded<(Told?, int)>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private int _day, _rows;

    /// <summary>A page was left.</summary>
    public void Tell(Told page)
    {
        if (settings.LearnsFromVisitors)
            _queue.Writer.TryWrite((page, 0));
    }

    /// <summary>A work was taken. It is written down without a session: whoever takes a work is known, and nothing else that she saw may lead to her.</summary>
    public void TellTaken(int work)
    {
        if (settings.LearnsFromVisitors)
            _queue.Writer.TryWrite((null, work));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _queue.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(s_pause, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The gallery closes: what waits is written first.
            }
            for (var more = true; more;)
                more = await WriteBatchAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> WriteBatchAsync()
    {
        var batch = new List<(Told? Page, int Taken)>();
        while (batch.Count < ABatch && _queue.Reader.TryRead(out var told))
            batch.Add(told);
        if (batch.Count == 0)
            return false;
        try
        {
            var context = database.Context();
            await using var open = context.ConfigureAwait(false);
            foreach (var rows in (await RowsAsync(context, batch).ConfigureAwait(false)).Chunk(RowsAtOnce))
                await InsertAsync(context, rows).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or DbUpdateException or InvalidOperationException or TimeoutException or System.Net.Sockets.SocketException)
        {
            LogLost(batch.Count, e.GetType().Name);
        }
        return true;
    }

    private async Task<List<View>> RowsAsync(GalleryContext context, List<(Told? Page, int Taken)> batch)
    {
        var today = DailyOrder.DayOf(DateTimeOffset.UtcNow);
        if (_day != today)
            (_day, _rows) = (today, 0);
        var (names, taken) = (batch.Select(static one => one.Page?.Wall).Distinct().ToArray(), batch.Select(static one => one.Taken).ToArray());
        var walls = await context.Walls.AsNoTracking().Include(static wall => wall.Room).Include(static wall => wall.Places)
            .Where(wall => names.Contains(wall.Room.Slug + "/" + wall.Slug) || wall.Places.Any(place => taken.Contains(place.WorkNumber))).ToListAsync().ConfigureAwait(false);
        var numbers = walls.SelectMany(static wall => wall.Places).Select(static place => place.WorkNumber).ToArray();
        // What is taken is in nobody's choice any more.
        var gone = (await context.Claims.Where(claim => numbers.Contains(claim.WorkNumber)).Select(static claim => claim.WorkNumber).ToListAsync().ConfigureAwait(false)).ToHashSet();
        var orders = new Dictionary<(string, int), DailyOrder>();
        List<View> rows = [];
        foreach (var (page, work) in batch)
        {
            // A page may be left on the day after it was opened, and not much later.
            if (page is not null && page.Day - today is 0 or -1 && On(page.Wall, page.Day) is { } order && order.Name == page.Hung)
                rows.AddRange(order.Cells.Index().Where(cell => !gone.Contains(cell.Item.Work) && (page.Seen.Contains(cell.Item.Work) || page.Opened.Contains(cell.Item.Work)))
                    .Select(cell => Row(order, page.Wall, cell.Index, page.Session, page.Opened.Contains(cell.Item.Work) ? Deed.Opened : Deed.Seen)));
            else if (page is null && walls.Find(wall => wall.Places.Exists(place => place.WorkNumber == work)) is { } wall && On(NameOf(wall), today) is { } now)
                rows.Add(Row(now, NameOf(wall), now.Cells.Index().First(cell => cell.Item.Work == work).Index, 0, Deed.Taken));
        }
        rows = rows[..Math.Min(rows.Count, MostADay - _rows)];
        _rows += rows.Count;
        return rows;

        DailyOrder? On(string name, int day)
        {
            if (!orders.TryGetValue((name, day), out var order) && walls.Find(one => NameOf(one) == name) is { } wall)
                orders[(name, day)] = order = Orders.Of(wall.Room, wall, wall.Places, day);
            return order;
        }
    }

    private static string NameOf(Wall wall) => $"{wall.Room.Slug}/{wall.Slug}";

    private static View Row(DailyOrder order, string wall, int position, long session, Deed deed) => new()
    {
        Session = session, WorkNumber = order.Cells[position].Work, Wall = wall, Day = order.Day, Position = position,
        Propensity = order.Propensity(order.Cells[position].Work, position), Ranker = order.Cells[position].By, Deed = deed,
    };

    /// <summary>Writes rows. A page tells all that it knows each time it is left, so the same row may come again, and what was seen may have been opened since.</summary>
    internal static Task<int> InsertAsync(GalleryContext context, IEnumerable<View> rows)
    {
        const int Fields = 8;
        var unlike = rows.GroupBy(static row => (row.Session, row.WorkNumber)).Select(static same => same.MaxBy(static row => row.Deed)!).ToArray(); // PostgreSQL updates no row twice in one statement
        var values = string.Join(", ", unlike.Select(static (_, i) => $"({string.Join(", ", Enumerable.Range(i * Fields, Fields).Select(static n => $"{{{n}}}"))})"));
#pragma warning disable EF1002 // Only numbers of parameters are set in.
        return context.Database.ExecuteSqlRawAsync(
            $"INSERT INTO views (session, work, wall, day, position, propensity, ranker, deed) VALUES {values} ON CONFLICT (session, work) DO UPDATE SET deed = excluded.deed WHERE views.deed < excluded.deed",
            unlike.SelectMany(static row => (object[])[row.Session, row.WorkNumber, row.Wall, row.Day, row.Position, row.Propensity, (int)row.Ranker, (int)row.Deed]));
#pragma warning restore EF1002
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} views could not be written ({Kind}) and are lost; the gallery goes on.")]
    private partial void LogLost(int count, string kind);
}
