using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Learning;

/// <summary>A picture in a visit.</summary>
/// <param name="Work">The work's number.</param>
/// <param name="Position">Where it hung, from 0.</param>
/// <param name="Propensity">How probable that place was for it.</param>
/// <param name="By">Who put it there.</param>
/// <param name="Deed">What was done with it.</param>
internal readonly record struct Cell(int Work, int Position, double Propensity, Ranker By, Deed Deed);

/// <summary>What one page of a wall told: the pictures that were seen. A taking is a visit of its own, with its one picture.</summary>
/// <param name="Wall">The wall.</param>
/// <param name="Day">The day.</param>
/// <param name="Size">How many pictures hang there.</param>
/// <param name="Cells">What was seen.</param>
internal sealed record Visit(string Wall, int Day, int Size, IReadOnlyList<Cell> Cells)
{
    /// <summary>A taking counts for so many openings.</summary>
    public const double OfTaking = 20;

    /// <summary>Whether it is a taking.</summary>
    public bool IsTaking => Cells is [{ Deed: Deed.Taken }];

    /// <summary>Reads all that is kept.</summary>
    public static async Task<List<Visit>> ReadAsync(GalleryDatabase database, CancellationToken cancel)
    {
        var context = database.Context();
        await using var open = context.ConfigureAwait(false);
        var (visits, cells, last) = (new List<Visit>(), new List<Cell>(), (View?)null);
        await foreach (var view in context.Views.AsNoTracking().OrderBy(static view => view.Session).ThenBy(static view => view.WorkNumber).AsAsyncEnumerable().WithCancellation(cancel).ConfigureAwait(false))
        {
            if (last is not null && (last.Session != view.Session || view.Session == 0))
                Close();
            cells.Add(new(view.WorkNumber, view.Position, view.Propensity, view.Ranker, view.Deed));
            last = view;
        }
        Close();
        var sizes = visits.GroupBy(static visit => visit.Wall).ToDictionary(static wall => wall.Key, static wall => wall.Max(static visit => visit.Cells.Max(static cell => cell.Position)) + 1);
        return [.. visits.Select(visit => visit with { Size = sizes[visit.Wall] })];

        void Close()
        {
            if (last is not null)
                visits.Add(new(last.Wall, last.Day, 0, [.. cells]));
            cells.Clear();
        }
    }
}
