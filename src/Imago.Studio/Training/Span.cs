using System.Globalization;
using Imago.Studio.Texts;

namespace Imago.Studio.Training;

/// <summary>Times in words.</summary>
internal static class Span
{
    /// <summary>The two largest units, such as 3 d 4 h, 2 h 10 min, 12 min or 40 s.</summary>
    public static string Of(Words words, TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => words.Of("training.span-days", (int)time.TotalDays, time.Hours),
        { TotalHours: >= 1 } => words.Of("training.span-hours", time.Hours, time.Minutes),
        { TotalMinutes: >= 1 } => words.Of("training.span-minutes", time.Minutes),
        _ => words.Of("training.span-seconds", Math.Max(1, time.Seconds)),
    };

    /// <summary>A moment as clocks and calendars of this machine show it.</summary>
    public static string At(Words words, DateTimeOffset moment) => moment.ToLocalTime() is var here && here.Date == DateTime.Now.Date
        ? here.ToString("HH:mm", CultureInfo.InvariantCulture)
        : here.ToString("ddd d MMM HH:mm", CultureInfo.GetCultureInfo(words.Language));
}
