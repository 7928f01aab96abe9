using System.Globalization;

namespace Imago.Training.Quality;

/// <summary>Reads a <see cref="QualityResult"/> aloud.</summary>
internal static class QualityWords
{
    public static string Of(QualityResult r)
    {
        var octaves = string.Join(", ", r.Levels.Select(static l => $"{l.Side} px {Number(l.Distance)}"));
        var floors = string.Join(", ", r.Levels.Select(static l => Number(l.Floor)));
        var worst = r.Levels.MaxBy(static l => l.Distance / l.Floor);
        var times = worst.Distance / worst.Floor;
        var texture = times < 1.25
            ? "texture is as near to the real pictures as other real pictures are"
            : $"texture is farthest off at {worst.Side} px, {Number(times)} times the floor";
        // The interval is of this comparison alone; the floor tells how far real pictures are from real ones.
        var layout = r.Kid.Low <= Math.Max(0, r.KidFloor.Value)
            ? "layout, colour and variety cannot be told from the real pictures'"
            : "layout, colour or variety differ from the real pictures'";
        var few = r.Pictures < r.PicturesAsked
            ? $" Only {r.Pictures:N0} of {r.PicturesAsked:N0} pictures a side were compared: the data set has {r.RealsInSet:N0}, and the floor needs a half to itself."
            : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"SWD {Number(r.Swd)} (floor {Number(r.SwdFloor)}; {octaves}; floors {floors}): {texture}. ")
            + $"KID {Thousandths(r.Kid.Value)} ({Thousandths(r.Kid.Low)} to {Thousandths(r.Kid.High)}; floor {Thousandths(r.KidFloor.Value)}) x 10^-3 on {r.Network}: {layout}."
            + few + " SWD is blind to colour casts and lost modes, KID is not; neither sees memorising.";
    }

    private static string Number(double value) => value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Thousandths(double value) => (value * 1000).ToString("0.00", CultureInfo.InvariantCulture);
}
