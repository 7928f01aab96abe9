using Imago.Latent.Films;
using Imago.Latent.Units;
using Imago.Latent.Walks;
using Imago.Networks;

namespace Imago.Latent.Bending;

/// <summary>
/// A network that is bent: what units of its layers say is scaled, turned, moved, worn down before the next layer hears it (Broad, Leymarie and Grierson 2021, arXiv:2005.12420).
/// At 0 it is untouched, or bent as it was before; at 1 it is bent.
/// </summary>
/// <example><code>
/// var bending = NetworkBending.Of(renderer, [Bend.Parse("16-32/40%: rotate 20"), Bend.Parse("fine: erode 0.01")]);
/// var picture = renderer.Render(new RenderRequest { Latent = latent, Edits = bending.At(1) }).ToPicture();
/// FilmExport.Write(renderer, bending.Film([latent], new() { Loop = true }), "bent.mp4");
/// </code></example>
public sealed class NetworkBending
{
    private readonly IReadOnlyList<Step> _steps;
    private readonly Dictionary<string, int> _units;

    /// <summary>The units of one layer, and the way of their transform.</summary>
    private sealed record Step(string Layer, IReadOnlyList<int> Units, Transform From, Transform To);

    private NetworkBending(IReadOnlyList<Step> steps, IReadOnlyList<SynthesisLayerInfo> layers) => (_steps, _units) = (steps, layers.ToDictionary(static layer => layer.Name, static layer => layer.Units));

    /// <summary>Chooses the units. They stay the same from the beginning to the end.</summary>
    /// <param name="renderer">The network.</param>
    /// <param name="to">What is done to it, in this order.</param>
    /// <param name="from">
    /// What was done to it before; null for nothing. A transform of the same kind on the same layers and units becomes the one in <paramref name="to"/>, as far as both lists have
    /// them in the same order; any other fades out.
    /// </param>
    /// <param name="measuring">Told how many of <see cref="UnitStatistics.Samples"/> pictures are looked at, where units are chosen by their strength.</param>
    /// <param name="cancel">Looked at while it measures.</param>
    /// <exception cref="ArgumentException">The network has no such layer or unit, or a number is out of its range.</exception>
    public static NetworkBending Of(Renderer renderer, IReadOnlyList<Bend> to, IReadOnlyList<Bend>? from = null, Action<int>? measuring = null, CancellationToken cancel = default)
    {
        foreach (var bend in to.Concat(from ?? []))
            TransformText.Check(bend.Transform);
        var layers = renderer.Generator.Synthesis.Layers;
        var ways = Ways(from ?? [], to);
        // What the network lacks is said before it is measured.
        var chosen = ways.Select(way => UnitLayers.Parse(way.Bend.Layers, layers)).ToList();
        var moments = ways.Exists(static way => way.Bend.Units.NeedsStrengths) ? UnitStatistics.Measure(renderer, progress: measuring, cancel: cancel) : null;
        return new([.. ways.Zip(chosen).SelectMany(one => one.Second.Select(layer =>
            new Step(layer.Name, one.First.Bend.Units.Of(layer, unit => moments![unit.Layer].Strength(unit.Number)), one.First.From, one.First.To)))], layers);
    }

    /// <summary>The edits that bend the network so far. What changes nothing is not among them.</summary>
    /// <param name="share">Of the way: 0 to 1.</param>
    public IReadOnlyList<LayerEdit> At(double share) => [.. _steps.GroupBy(static step => step.Layer).SelectMany(layer => Edits(layer.Key, layer, share))];

    /// <summary>The film of the way there.</summary>
    /// <param name="latents">What is seen, one picture or more.</param>
    /// <param name="options">What it is like.</param>
    /// <exception cref="ArgumentException">There is no latent, or an option is out of its range.</exception>
    public Film Film(IReadOnlyList<LatentCode> latents, BendingOptions options)
    {
        if (latents.Count == 0 || options.Columns < 1)
            throw new ArgumentException($"{latents.Count} pictures in {options.Columns} columns are no film: give a seed or more, and a column or more.");
        var frames = Films.Film.FramesOf(options.Seconds, options.FramesPerSecond);
        return new(frames, options.FramesPerSecond, frame =>
        {
            var edits = At(options.Easing.At(Films.Film.Way(frame, frames, options.Loop)));
            return [.. latents.Select(latent => new RenderRequest { Latent = latent, TruncationPsi = options.TruncationPsi, Class = options.Class, Edits = edits })];
        }, options.Columns);
    }

    private IEnumerable<LayerEdit> Edits(string layer, IEnumerable<Step> steps, double share)
    {
        var bends = steps.Select(step => (step.Units, Transform: step.From.Toward(step.To, share))).Where(static one => one.Transform != one.Transform.Untouched).ToList();
        // Factors are applied after all changes of a layer. Those behind the last change cost nothing that way.
        var changes = bends.FindLastIndex(static one => one.Transform is not Scale) + 1;
        return bends.Select((one, i) => i < changes ? (LayerEdit)new UnitsBent(layer, one.Units, one.Transform) : UnitGains.Of(layer, _units[layer], one.Units, (float)((Scale)one.Transform).Factor));
    }

    /// <summary>Both lists as one, in the order of both: bends that are alike as a way from one to the other, the rest from or to nothing.</summary>
    private static List<(Bend Bend, Transform From, Transform To)> Ways(IReadOnlyList<Bend> from, IReadOnlyList<Bend> to)
    {
        List<(Bend, Transform, Transform)> ways = [];
        var left = 0;
        foreach (var bend in to)
        {
            var like = Enumerable.Range(left, from.Count - left).FirstOrDefault(i => from[i].IsLike(bend), -1);
            if (like < 0)
            {
                ways.Add((bend, bend.Transform.Untouched, bend.Transform));
                continue;
            }
            ways.AddRange(from.Take(like).Skip(left).Select(FadingOut));
            ways.Add((bend, from[like].Transform, bend.Transform));
            left = like + 1;
        }
        ways.AddRange(from.Skip(left).Select(FadingOut));
        return ways;
    }

    private static (Bend, Transform, Transform) FadingOut(Bend bend) => (bend, bend.Transform, bend.Transform.Untouched);
}
