using Imago.Latent;
using Imago.Latent.Directions;
using Imago.Networks;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Explorer;

/// <summary>A view as a request for its centre's picture.</summary>
internal static class PictureWish
{
    /// <summary>The request: point, truncation, styles mixed in, moves along directions, what the switchboard does.</summary>
    /// <exception cref="StudioException">Something is not there.</exception>
    /// <exception cref="ArgumentException">Something does not fit the network.</exception>
    /// <exception cref="LatentException">Something does not fit the network.</exception>
    public static RenderRequest Of(ExplorerView view, OpenNetwork network, Workspace workspace)
    {
        var label = Label(view, network.Renderer.Options);
        RenderRequest At(LatentAddress address) =>
            LatentPoints.Request(network.Points.Of(address, label), label) with { TruncationPsi = view.Psi, TruncationCutoff = view.Cutoff };
        var request = At(view.At);
        if (view.Mix is { } mix)
        {
            var (into, from) = (network.Renderer.ToW(request), network.Renderer.ToW(At(mix.From)));
            request = new() { Latent = StyleMixing.Mix(into, from, [.. StyleLayers.Parse(mix.Layers, network.Renderer.Options)], network.Renderer.Options.NumWs) };
        }
        if (view is { Directions: { } file, Moves.Count: > 0 })
        {
            var move = new DirectionMove(network.Directions(Workspace.Inside(workspace.Path, file)), [.. view.Moves.Select(static one => new DirectionStep(one.Key, one.Value))]);
            request = move.Of(DirectionMove.Origin(network.Renderer, request), 1);
        }
        return request with { NoiseMode = view.Noise, NoiseSeed = view.Noise == NoiseMode.Random ? view.NoiseSeed : null, Edits = [.. Edits(view, network)] };
    }

    /// <summary>A network with labels needs one: the first where none is chosen.</summary>
    public static int? Label(ExplorerView view, GeneratorOptions options) => view.Class ?? (options.CDim == 0 ? null : 0);

    private static IEnumerable<LayerEdit> Edits(ExplorerView view, OpenNetwork network)
    {
        foreach (var factor in view.Units)
        {
            var layer = network.Facts.Layers.FirstOrDefault(one => one.Name == factor.Layer)
                ?? throw new StudioException($"The network has no layer '{factor.Layer}': its layers are {string.Join(", ", network.Facts.Layers.Select(static one => one.Name))}.");
            if (factor.Unit >= layer.Units)
                throw new StudioException($"The layer {layer.Name} has no unit {factor.Unit}: expected 0 to {layer.Units - 1}.");
            yield return UnitGains.Of(layer.Name, layer.Units, factor.Unit is { } unit ? [unit] : Enumerable.Range(0, layer.Units), (float)factor.Factor);
        }
        if (view.Death is not { Share: > 0 } death)
            yield break;
        var dying = network.DyingUnits(death);
        foreach (var dead in dying.Take((int)Math.Round(dying.Count * death.Share)).GroupBy(static unit => unit.Layer))
            yield return UnitGains.Of(dead.Key, network.Facts.Layers.First(layer => layer.Name == dead.Key).Units, dead.Select(static unit => unit.Number), 0);
    }
}
