namespace Imago.Cli;

/// <summary>Time as people say it.</summary>
internal static class Duration
{
    /// <summary><c>12 s</c>, <c>3 min 05 s</c>, <c>2 h 07 min</c>, <c>3 d 04 h</c>.</summary>
    internal static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: < 59.5 } => $"{Math.Round(time.TotalSeconds):0} s",
        { TotalMinutes: < 60 } => $"{time.Minutes} min {time.Seconds:00} s",
        { TotalHours: < 24 } => $"{time.Hours} h {time.Minutes:00} min",
        _ => $"{time.Days} d {time.Hours:00} h",
    };
}
