using System.Globalization;

namespace Imago.Training.Quality;

/// <summary>Reads a <see cref="QualityResult"/> aloud.</summary>
internal static class QualityWords
{
    public static string Of(QualityResult r)
    {
        var octaves = string.Join(", ", r.Levels.Select(static l => $"{l.Side} px {Number(l.Distance)}"));
        var floors = string.Join(", ", r.Levels.Select(static l => Number(l.Floor)));
        var worst = r.Levels.MaxBy(Times);
        // Two halves of one data set differ by half as much again or less from draw to draw, so twice the floor is the first sure sign.
        var texture = Times(worst) < 2
            ? "texture cannot be told from other real pictures' at this number of pictures"
            : $"texture is farthest off at {worst.Side} px, {Number(Times(worst))} times the floor";
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

    // A floor of 0 comes from a data set of equal pictures; 0.1 is below any other.
    private static double Times(SwdLevel level) => level.Distance / Math.Max(level.Floor, 0.1);

    private static string Number(double value) => value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Thousandths(double value) => (value * 1000).ToString("0.00", CultureInfo.InvariantCulture);
}
