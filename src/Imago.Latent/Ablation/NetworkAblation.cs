using Imago.Latent.Bending;
using Imago.Latent.Films;
using Imago.Latent.Units;

namespace Imago.Latent.Ablation;

/// <summary>
/// A network that forgets: its units are switched off one after another until nothing is left, and every frame is what it still sees. (After "What I saw before the darkness", AI Told
/// Me, 2019; as a measurement: Bau et al. 2019, arXiv:1811.10597.)
/// </summary>
/// <example><code>
/// var death = NetworkAblation.Of(renderer, [LatentCode.OfSeed(3, renderer.Options.ZDim)], new() { Seconds = 60, Map = true });
/// FilmExport.Write(renderer, death.Film, "darkness.mp4", new() { Side = 512 });
/// death.Timeline.Write("darkness.json");
/// </code></example>
public sealed class NetworkAblation
{
    private readonly Renderer _renderer;
    private readonly IReadOnlyList<LatentCode> _latents;
    private readonly AblationOptions _options;
    private readonly IReadOnlyDictionary<string, UnitMoments>? _moments;
    private readonly Dictionary<string, int> _units;
    private readonly IReadOnlyList<LayerEdit> _bent;
    private readonly AblationScreen _screen;

    private NetworkAblation(Renderer renderer, IReadOnlyList<LatentCode> latents, AblationOptions options, AblationPlan plan, IReadOnlyDictionary<string, UnitMoments>? moments, IReadOnlyList<LayerEdit> bent)
    {
        if (latents.Count == 0 || options.Columns < 1)
            throw new ArgumentException($"{latents.Count} faces in {options.Columns} columns are no film: give a seed or more, and a column or more.");
        (_renderer, _latents, _options, Plan, _moments, _bent) = (renderer, latents, options, plan, moments, bent);
        var layers = renderer.Generator.Synthesis.Layers;
        _units = layers.ToDictionary(static layer => layer.Name, static layer => layer.Units);
        var darkest = Enumerable.Range(0, plan.Frames).MaxBy(plan.DeadAt);
        _screen = new(plan, layers, options, [.. renderer.Render(Faces(darkest))]);
    }

    /// <summary>Which unit is dead when.</summary>
    public AblationPlan Plan { get; }

    /// <summary>The film; to be made once, for its map remembers.</summary>
    public Film Film => new(Plan.Frames, _options.FramesPerSecond, Faces, _options.Columns) { Composition = _screen.Compose };

    /// <summary>All of it as a value, with the distances of the frames that were composed so far.</summary>
    public AblationTimeline Timeline => new()
    {
        Network = _renderer.Fingerprint,
        Latents = _latents,
        Options = _options,
        Frames = Plan.Frames,
        Units = [.. Plan.Units.Select(static unit => $"{unit.Layer}/{unit.Number}")],
        Events = [.. Plan.Events().Select(static one => new AblationEvent(one.Frame, one.Unit.Layer, one.Unit.Number, one.Dies ? "dies" : "wakes"))],
        Distances = _screen.Distances.Count == 0 ? null : [.. _screen.Distances],
    };

    /// <summary>Plans a death.</summary>
    /// <param name="renderer">The network.</param>
    /// <param name="latents">The faces that die, one or more.</param>
    /// <param name="options">How.</param>
    /// <param name="measuring">Told how many of <see cref="UnitStatistics.Samples"/> pictures are looked at, where the order, the mode or a bend needs it.</param>
    /// <param name="cancel">Looked at while it measures.</param>
    /// <exception cref="ArgumentException">There is no latent, or an option is out of its range.</exception>
    public static NetworkAblation Of(Renderer renderer, IReadOnlyList<LatentCode> latents, AblationOptions options, Action<int>? measuring = null, CancellationToken cancel = default)
    {
        var layers = UnitLayers.Parse(options.Layers, renderer.Generator.Synthesis.Layers);
        var all = layers.Sum(static layer => layer.Units);
        if (options.Units is { } count && (count < 1 || count > all))
            throw new ArgumentException($"{options.Units} units are to die, and the layers {options.Layers} have {all:N0}: choose 1 to {all}, or all.");
        var frames = Film.FramesOf(options.Seconds, options.FramesPerSecond);
        var ordered = options.Order is DyingOrder.Strongest or DyingOrder.Weakest;
        var moments = ordered || options.Mode != DeadUnit.Zero ? UnitStatistics.Measure(renderer, progress: measuring, cancel: cancel) : null;
        var units = AblationPlan.Ordered(layers, options.Order, options.Seed, unit => moments![unit.Layer].Strength(unit.Number));
        return new(renderer, latents, options, new([.. units.Take(options.Units ?? all)], frames, options.Curve, options.Revive), moments, Bent(renderer, options, measuring, cancel));
    }

    /// <summary>The death that a timeline tells.</summary>
    /// <param name="renderer">Its network.</param>
    /// <param name="timeline">As it was written.</param>
    /// <exception cref="LatentException">It belongs to another network.</exception>
    public static NetworkAblation Of(Renderer renderer, AblationTimeline timeline)
    {
        if (timeline.Network != renderer.Fingerprint)
            throw new LatentException($"The timeline belongs to the network {timeline.Network}, and this one is {renderer.Fingerprint}: name its own with --network.");
        var moments = timeline.Options.Mode == DeadUnit.Zero ? null : UnitStatistics.Measure(renderer);
        return new(renderer, timeline.Latents, timeline.Options, timeline.ToPlan(), moments, Bent(renderer, timeline.Options));
    }

    private static IReadOnlyList<LayerEdit> Bent(Renderer renderer, AblationOptions options, Action<int>? measuring = null, CancellationToken cancel = default) =>
        NetworkBending.Of(renderer, [.. options.Bends.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Bend.Parse)], measuring: measuring, cancel: cancel).At(1);

    private RenderRequest[] Faces(int frame)
    {
        LayerEdit[] edits = [.. _bent, .. Plan.Units.Take(Plan.DeadAt(frame)).GroupBy(static unit => unit.Layer, static unit => unit.Number).Select(dead => Edit(dead.Key, [.. dead]))];
        return [.. _latents.Select(latent => new RenderRequest
        {
            Latent = latent,
            TruncationPsi = _options.TruncationPsi,
            Class = _options.Class,
            NoiseMode = _options.NoiseMode,
            NoiseSeed = _options.NoiseSeed,
            Edits = edits,
        })];
    }

    private LayerEdit Edit(string layer, int[] dead) =>
        _options.Mode == DeadUnit.Zero ? UnitGains.Of(layer, _units[layer], dead, 0)
            : new UnitsReplaced(layer, dead, _moments![layer], _options.Mode == DeadUnit.Noise ? _options.Seed : null);
}
