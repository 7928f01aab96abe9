using System.Numerics;

namespace Imago.Imaging.Marks;

/// <summary>Where a mark lies on a picture that may be a part of the one that was marked, and of another size.</summary>
/// <param name="KeptX">How much of the longer side is left, by what is seen across: 1 is all of it.</param>
/// <param name="KeptY">The same, by what is seen down.</param>
/// <param name="ShiftX">How far the first column lies from where a tile of the mark begins, 0 to 1 of the longest wave.</param>
/// <param name="ShiftY">The same of the first row.</param>
internal sealed record MarkPlace(double KeptX, double KeptY, double ShiftX, double ShiftY)
{
    // A step of scale moves the shortest wave at the edge by a sixth of its length, a step of shift by a fifth.
    private const int Scales = 104, Shifts = 128;

    private const double ScaleStep = 0.006;

    /// <summary>The whole picture, of whatever size.</summary>
    internal static MarkPlace Whole { get; } = new(1, 1, 0, 0);

    /// <summary>The waves of a residue as they were on the whole picture, each part of them between -1 and 1: one that is much stronger than its like is more likely the picture's own.</summary>
    internal Complex[] Waves(Residue residue, Lattice lattice) => [.. Turned(Chips(residue, lattice), lattice)];

    /// <summary>The best of all places where half of the longer side or more is left, by the waves that serve for it.</summary>
    internal static IEnumerable<MarkPlace> Likeliest(Residue residue, Lattice lattice, int count)
    {
        var found = new (MarkPlace Place, double Likeness)[Scales];
        Parallel.For(0, Scales, step => found[step] = Shifted(residue, lattice, Math.Pow(1 - ScaleStep, step)));
        return found.OrderByDescending(static one => one.Likeness).Take(count).Select(static one => one.Place);
    }

    /// <summary>The best place around this one, in finer steps of scale and shift, across and down apart.</summary>
    internal MarkPlace Refined(Residue residue, Lattice lattice)
    {
        var (best, likeness) = (this, Likeness(Chips(residue, lattice), lattice));
        for (double scale = ScaleStep / 2, shift = 0.5 / Shifts; scale > 0.0005; scale /= 2, shift /= 2)
        {
            foreach (var across in (bool[])[true, false])
            {
                var (start, side) = (best, across ? residue.Width : residue.Height);
                foreach (var by in (double[])[-scale, 0, scale])
                {
                    var scaled = across ? start with { KeptX = start.KeptX * (1 + by) } : start with { KeptY = start.KeptY * (1 + by) };
                    var chips = scaled.Chips(residue, lattice);
                    // The middle of the picture stays where it is.
                    var centre = by * (across ? start.KeptX : start.KeptY) * Lattice.Step * side / residue.Longer / 2;
                    foreach (var more in (double[])[-shift, 0, shift])
                    {
                        var moved = across ? scaled with { ShiftX = start.ShiftX - centre - more } : scaled with { ShiftY = start.ShiftY - centre - more };
                        if (moved.Likeness(chips, lattice) is var now && now > likeness)
                            (best, likeness) = (moved, now);
                    }
                }
            }
        }
        return best;
    }

    private Complex[] Chips(Residue residue, Lattice lattice) =>
        [.. residue.Waves(lattice, residue.Longer / (Lattice.Step * KeptX), residue.Longer / (Lattice.Step * KeptY)).Select(static one => new Complex(Math.Tanh(one.Real), Math.Tanh(one.Imaginary)))];

    private IEnumerable<Complex> Turned(Complex[] chips, Lattice lattice) =>
        chips.Select((one, at) => one * Complex.FromPolarCoordinates(1, -2 * Math.PI * (lattice.Waves[at].X * ShiftX + lattice.Waves[at].Y * ShiftY)));

    private double Likeness(Complex[] chips, Lattice lattice) =>
        Turned(chips, lattice).Select((one, at) => lattice.Waves[at].Bit is null ? (one * Complex.Conjugate(lattice.Secret[at])).Real : 0).Sum() / Norm(chips, lattice);

    private static double Norm(Complex[] chips, Lattice lattice) =>
        Math.Sqrt(chips.Where((_, at) => lattice.Waves[at].Bit is null).Sum(static one => one.Real * one.Real + one.Imaginary * one.Imaginary) + 1e-9);

    // L(u, v) = Re Σ over known waves k of chip(k) · conj(secret(k)) · exp(-2πi (x u + y v)), first over y and then over x, and its highest place.
    private static (MarkPlace Place, double Likeness) Shifted(Residue residue, Lattice lattice, double kept)
    {
        var chips = new MarkPlace(kept, kept, 0, 0).Chips(residue, lattice);
        var turns = Enumerable.Range(0, Shifts).Select(static at => Complex.FromPolarCoordinates(1, -2 * Math.PI * at / Shifts)).ToArray();
        var columns = new Complex[2 * Lattice.Highest + 1, Shifts]; // [x, v]
        for (var at = 0; at < chips.Length; at++)
        {
            var wave = lattice.Waves[at];
            if (wave.Bit is not null)
                continue;
            var product = chips[at] * Complex.Conjugate(lattice.Secret[at]);
            for (var v = 0; v < Shifts; v++)
                columns[wave.X + Lattice.Highest, v] += product * turns[wave.Y * v % Shifts];
        }
        var (best, bestU, bestV) = (double.NegativeInfinity, 0, 0);
        for (var v = 0; v < Shifts; v++)
        {
            for (var u = 0; u < Shifts; u++)
            {
                var sum = 0.0;
                for (var x = -Lattice.Highest; x <= Lattice.Highest; x++)
                {
                    var (column, turn) = (columns[x + Lattice.Highest, v], turns[(x + Shifts) * u % Shifts]);
                    sum += column.Real * turn.Real - column.Imaginary * turn.Imaginary;
                }
                if (sum > best)
                    (best, bestU, bestV) = (sum, u, v);
            }
        }
        return (new(kept, kept, bestU / (double)Shifts, bestV / (double)Shifts), best / Norm(chips, lattice));
    }
}
