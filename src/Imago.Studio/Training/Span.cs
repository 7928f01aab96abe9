using System.Globalization;
using Imago.Web;

namespace Imago.Studio.Training;

/// <summary>Times in words.</summary>
internal static class Span
{
    /// <summary>The two largest units, such as 3 d 4 h, 2 h 10 min, 12 min or 40 s, rounded to the smaller one.</summary>
    public static string Of(Words words, TimeSpan time)
    {
        var (hours, minutes) = (TimeSpan.FromHours(Math.Round(time.TotalHours)), TimeSpan.FromMinutes(Math.Round(time.TotalMinutes)));
        return hours.TotalDays >= 1 ? words.Of("training.span-days", (int)hours.TotalDays, hours.Hours)
            : minutes.TotalHours >= 1 ? words.Of("training.span-hours", minutes.Hours, minutes.Minutes)
            : time.TotalMinutes >= 1 ? words.Of("training.span-minutes", minutes.Minutes)
            : words.Of("training.span-seconds", Math.Max(1, time.Seconds));
    }

    /// <summary>The longest time that is told; what would take longer is told so too, and the day on which it ends has a date.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(365_000);

    /// <summary>So many seconds, <see cref="Longest"/> at most.</summary>
    public static TimeSpan OfSeconds(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Longest.TotalSeconds));

    /// <summary>A moment as clocks of this machine show it, with its date where that is not today's. The program knows no names of days and months.</summary>
    public static string At(DateTimeOffset moment) => moment.ToLocalTime() is var here && here.Date == DateTime.Now.Date
        ? here.ToString("HH:mm", CultureInfo.InvariantCulture)
        : here.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
