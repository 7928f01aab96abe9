using Imago.Gallery.Store;
using Imago.Imaging;
using Imago.Imaging.Marks;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Works;

/// <summary>By what a work was known.</summary>
public enum KnownBy
{
    /// <summary>It was not.</summary>
    Nothing,

    /// <summary>Its invisible mark.</summary>
    Mark,

    /// <summary>Its looks: the perceptual hash.</summary>
    Looks,
}

/// <summary>Which work a picture is.</summary>
/// <param name="Work">Its number; null: none that the gallery knows.</param>
/// <param name="By">By what it was known.</param>
/// <param name="TakenDown">Whether the gallery shows it to nobody any more.</param>
/// <param name="Mark">What the mark says, true or not; null: the picture is too small for a mark.</param>
/// <param name="Nearest">The number of the work that looks most like it.</param>
/// <param name="Distance">In how many of 64 bits the hashes of the two differ.</param>
/// <param name="Next">The same for the second most like it; null: there is one work.</param>
public sealed record FoundWork(int? Work, KnownBy By, bool TakenDown, MarkReading? Mark, int Nearest, int Distance, int? Next);

/// <summary>Knows a gallery's works again: by their mark, and where there is none, by their looks.</summary>
public static class WorkFinder
{
    /// <summary>In at most so many bits does a copy differ from its work. See docs/gallery.md for how often other pictures do.</summary>
    public const int MostBits = 6;

    /// <summary>By so many bits is every other work further away.</summary>
    public const int LeastLead = 4;

    /// <summary>Finds the work of a picture.</summary>
    /// <param name="picture">A copy, of whatever size and quality.</param>
    /// <param name="database">The gallery's.</param>
    /// <param name="marks">Its marks.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="GalleryException">The gallery has no work.</exception>
    public static async Task<FoundWork> FindAsync(Picture picture, GalleryDatabase database, WorkMarks marks, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(marks);
        var context = database.Context();
        await using var open = context.ConfigureAwait(false);
        var works = await context.Works.IgnoreQueryFilters().AsNoTracking().Select(static work => new { work.Number, work.PHash, Down = work.TakenDownAt != null }).ToListAsync(cancel).ConfigureAwait(false);
        if (works.Count == 0)
            throw new GalleryException("The gallery has no works yet: fill it by `imago gallery create`.");
        var looks = Fingerprint.Of(SmallCopies.CutDown(picture));
        var near = works.Select(work => (work.Number, Bits: Fingerprint.Distance(work.PHash, looks))).OrderBy(static one => one.Bits).ThenBy(static one => one.Number).Take(2).ToList();
        var (nearest, next) = (near[0], near.Count > 1 ? near[1].Bits : (int?)null);
        var mark = marks.Read(picture, [.. works.Select(static work => (long)work.Number)]);
        var (number, by) = mark is { IsMark: true } ? ((int)mark.Number, KnownBy.Mark)
            : nearest.Bits <= MostBits && !(next - nearest.Bits < LeastLead) ? (nearest.Number, KnownBy.Looks)
            : ((int?)null, KnownBy.Nothing);
        return new(number, by, works.Any(work => work.Number == number && work.Down), mark, nearest.Number, nearest.Bits, next);
    }
}
