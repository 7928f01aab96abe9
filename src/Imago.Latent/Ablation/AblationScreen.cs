using Imago.Imaging;
using Imago.Networks;

namespace Imago.Latent.Ablation;

/// <summary>Composes the frames of a death in their order: measures how far the faces have moved from the first frame, and sets the map beside them.</summary>
/// <param name="plan">Who dies when.</param>
/// <param name="layers">The network's.</param>
/// <param name="options">How it is shown.</param>
/// <param name="end">The faces when the most units are dead: they set the scale of the curve.</param>
internal sealed class AblationScreen(AblationPlan plan, IReadOnlyList<SynthesisLayerInfo> layers, AblationOptions options, IReadOnlyList<Rendering> end)
{
    private readonly List<double> _distances = [];
    private IReadOnlyList<Picture> _first = [];
    private AblationMap? _map;

    /// <summary>Of the frames composed so far: the root mean square difference from the first, of colours from 0 to 1.</summary>
    internal IReadOnlyList<double> Distances => _distances;

    /// <summary>The frame; called once for each, in order.</summary>
    internal Picture Compose(int frame, IReadOnlyList<Picture> faces)
    {
        if (frame == 0)
            _first = faces;
        _distances.Add(Distance(_first, faces));
        var picture = faces.Count == 1 ? faces[0] : PictureGrid.Compose(faces, options.Columns);
        if (!options.Map)
            return picture;
        _map ??= new(plan, layers, picture.Height, picture.Height, options.FramesPerSecond, Farthest());
        var beside = new Picture(picture.Width + picture.Height, picture.Height, 3, new byte[(picture.Width + picture.Height) * picture.Height * 3]);
        beside.Paste(picture, 0, 0);
        beside.Paste(_map.Draw(frame, _distances), picture.Width, 0);
        return beside;
    }

    /// <summary>Half as much again as the end is far, for on the way there it may be farther.</summary>
    private double Farthest() => Math.Max(0.05, 1.5 * Distance(_first, [.. end.Zip(_first, static (one, first) => PictureResizer.Fit(one.ToPicture(), first.Width, first.Height))]));

    private static double Distance(IReadOnlyList<Picture> a, IReadOnlyList<Picture> b)
    {
        var (sum, count) = (0.0, 0L);
        foreach (var (one, other) in a.Zip(b))
        {
            for (var i = 0; i < one.Pixels.Length; i++)
                sum += (one.Pixels[i] - other.Pixels[i]) * (one.Pixels[i] - other.Pixels[i]);
            count += one.Pixels.Length;
        }
        return Math.Sqrt(sum / count) / 255;
    }
}
