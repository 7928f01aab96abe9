using System.Globalization;
using System.Text;
using Imago.Imaging;
using Imago.Networks;

namespace Imago.Latent.Ablation;

/// <summary>
/// What stands beside the dying picture: a square for each unit that may die, layer under layer as a picture passes them, which flares up and goes dark; and under it a curve of how far
/// the picture has moved from the first one.
/// </summary>
internal sealed class AblationMap
{
    // Layers from the coarsest to the finest, from warm to cold; a dead unit stays visible as a shadow.
    private static readonly Colour s_coarse = new(255, 176, 86), s_fine = new(110, 196, 255), s_ground = new(12, 12, 14), s_dead = new(34, 33, 36), s_flare = new(255, 255, 255), s_curve = new(235, 235, 235);
    private const double FadeSeconds = 0.3;

    private readonly AblationPlan _plan;
    private readonly Picture _background;
    private readonly int[] _left, _top; // of each unit's square, in the order of the plan
    private readonly Colour[] _colours;
    private readonly int[] _dies, _wakes; // in which frame
    private readonly int _square, _curveTop, _curveHeight, _margin;
    private readonly double _farthest, _fadeFrames;

    /// <param name="plan">Who dies when.</param>
    /// <param name="layers">The network's.</param>
    /// <param name="width">Columns of the map.</param>
    /// <param name="height">Rows of the map.</param>
    /// <param name="framesPerSecond">Of the film.</param>
    /// <param name="farthest">How far the picture moves, about: the height of the curve.</param>
    internal AblationMap(AblationPlan plan, IReadOnlyList<SynthesisLayerInfo> layers, int width, int height, double framesPerSecond, double farthest)
    {
        (_plan, _farthest, _fadeFrames) = (plan, farthest, FadeSeconds * framesPerSecond);
        var count = plan.Units.Count;
        (_left, _top, _colours, _dies, _wakes) = (new int[count], new int[count], new Colour[count], new int[count], new int[count]);
        Array.Fill(_wakes, int.MaxValue);
        var index = plan.Units.Index().ToDictionary(static one => one.Item, static one => one.Index);
        foreach (var (frame, unit, dies) in plan.Events())
            (dies ? _dies : _wakes)[index[unit]] = frame;

        var text = Math.Max(9, height / 32);
        _margin = Math.Max(4, height / 48);
        _curveHeight = height / 4;
        _curveTop = height - _curveHeight - _margin;
        var byLayer = layers.Select(layer => (Layer: layer, Units: plan.Units.Where(unit => unit.Layer == layer.Name).OrderBy(static unit => unit.Number).ToList())).Where(static one => one.Units.Count > 0).ToList();
        var (mapLeft, mapWidth) = (_margin + (4 * text), width - (2 * _margin) - (4 * text));
        _square = Largest(byLayer.Select(static one => one.Units.Count), mapWidth, _curveTop - (2 * _margin));

        var labels = new StringBuilder();
        var (top, columns) = (_margin, Math.Max(1, mapWidth / _square));
        for (var i = 0; i < byLayer.Count; i++)
        {
            var (layer, units) = byLayer[i];
            labels.Append(CultureInfo.InvariantCulture, $"<text x='{mapLeft - (text / 2)}' y='{top + (_square / 2.0) + (text * 0.35)}' text-anchor='end'>{(layer.Name.EndsWith('0') || layer.Resolution == 4 ? layer.Resolution : "")}</text>");
            foreach (var (at, unit) in units.Index())
                (_left[index[unit]], _top[index[unit]], _colours[index[unit]]) = (mapLeft + (at % columns * _square), top + (at / columns * _square), Mix(s_coarse, s_fine, byLayer.Count == 1 ? 0 : (double)i / (byLayer.Count - 1)));
            top += (((units.Count - 1) / columns) + 1) * _square + Gap(_square);
        }
        _background = PictureReader.FromSvg(
            string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' font-family='sans-serif' font-size='{text}' fill='#8a8a90'>
            {labels}
            <text x='{_margin + (text / 2)}' y='{_curveTop}'>distance from the first picture</text>
            <path d='M{_margin} {_curveTop}V{height - _margin}H{width - _margin}' stroke='#55555c' fill='none'/></svg>
            """), width, height, s_ground);
    }

    /// <summary>The map of a frame.</summary>
    /// <param name="frame">Its number.</param>
    /// <param name="distances">Of the frames 0 to this one.</param>
    internal Picture Draw(int frame, IReadOnlyList<double> distances)
    {
        var map = new Picture(_background.Width, _background.Height, 3, [.. _background.Pixels]);
        var size = Math.Max(1, _square - (_square > 3 ? 1 : 0));
        for (var i = 0; i < _left.Length; i++)
            Fill(map, _left[i], _top[i], size, size, ColourOf(i, frame));
        var (left, span) = (_margin + 1, map.Width - (2 * _margin) - 2);
        int Y(double distance) => _curveTop + _curveHeight - 2 - (int)(Math.Min(distance / _farthest, 1) * (_curveHeight - 3));
        for (var i = 0; i < distances.Count; i++)
        {
            // A column of the curve reaches from the height before to its own, so that it has no holes.
            var (y, before) = (Y(distances[i]), Y(distances[Math.Max(0, i - 1)]));
            int X(int at) => left + (int)((long)at * (span - 2) / _plan.Frames);
            Fill(map, X(i), Math.Min(y, before), 2, Math.Abs(y - before) + 2, s_curve);
            Fill(map, X(i), y, X(i + 1) - X(i) + 1, 2, s_curve);
        }
        return map;
    }

    /// <summary>A death is a flare that fades into the dark, an awakening one that fades into the unit's colour.</summary>
    private Colour ColourOf(int unit, int frame)
    {
        double Faded(int since) => Math.Exp(-(frame - since) / _fadeFrames);
        return _dies[unit] == 0 || frame < _dies[unit] ? _colours[unit]
            : frame >= _wakes[unit] ? Mix(_colours[unit], s_flare, Faded(_wakes[unit]))
            : Mix(s_dead, s_flare, Faded(_dies[unit]));
    }

    /// <summary>The largest square with which all layers fit.</summary>
    private static int Largest(IEnumerable<int> counts, int width, int height)
    {
        var square = 24;
        while (square > 1 && counts.Sum(count => ((((count - 1) / Math.Max(1, width / square)) + 1) * square) + Gap(square)) > height)
            square--;
        return square;
    }

    private static int Gap(int square) => Math.Max(2, square / 2);

    private static Colour Mix(Colour a, Colour b, double t)
    {
        byte Part(byte x, byte y) => (byte)Math.Round(x + ((y - x) * t));
        return new(Part(a.R, b.R), Part(a.G, b.G), Part(a.B, b.B));
    }

    private static void Fill(Picture picture, int left, int top, int width, int height, Colour colour)
    {
        for (var y = Math.Max(0, top); y < Math.Min(picture.Height, top + height); y++)
            for (var x = Math.Max(0, left); x < Math.Min(picture.Width, left + width); x++)
            {
                var at = ((y * picture.Width) + x) * 3;
                (picture.Pixels[at], picture.Pixels[at + 1], picture.Pixels[at + 2]) = (colour.R, colour.G, colour.B);
            }
    }
}
