using Imago.Gallery.Shell;
using Imago.Gallery.Store;

namespace Imago.Gallery.Learning;

/// <summary>In which order walls hang today.</summary>
internal sealed class Orders(GallerySettings settings, Site site)
{
    /// <summary>A wall's order of today; null: it hangs as it was hung.</summary>
    public DailyOrder? Today(Room room, Wall wall, IEnumerable<Place> places) =>
        settings.LearnsFromVisitors && !site.IsStill ? Of(room, wall, places, DailyOrder.DayOf(DateTimeOffset.UtcNow)) : null;

    /// <summary>A wall's order of a day.</summary>
    public static DailyOrder Of(Room room, Wall wall, IEnumerable<Place> places, int day) => new($"{room.Slug}/{wall.Slug}", day, places, wall.TrialFrom);
}
