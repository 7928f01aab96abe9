using System.Globalization;
using Imago.Studio.Texts;

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

    /// <summary>A moment as clocks of this machine show it, with its date where that is another than today's.</summary>
    public static string At(DateTimeOffset moment)
    {
        var here = moment.ToLocalTime();
        return here.ToString(here.Date == DateTime.Now.Date ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }
}
