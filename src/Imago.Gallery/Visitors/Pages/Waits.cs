using Imago.Web;

namespace Imago.Gallery.Visitors.Pages;

/// <summary>How long it is until something, in its two largest units: 2 d 3 h, 3 h 5 min, 5 min.</summary>
internal static class Waits
{
    public static string Of(TimeSpan time, Words words) => time switch
    {
        { TotalDays: >= 1 } => words.Of("visitors.wait.days", time.Days, time.Hours),
        { TotalHours: >= 1 } => words.Of("visitors.wait.hours", time.Hours, time.Minutes),
        _ => words.Of("visitors.wait.minutes", (int)Math.Ceiling(Math.Max(0, time.TotalMinutes))),
    };
}
