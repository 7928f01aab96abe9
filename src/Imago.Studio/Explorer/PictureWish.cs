using Imago.Latent;
using Imago.Latent.Bending;
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
        return request with { NoiseMode = view.Noise, NoiseSeed = view.Noise == NoiseMode.Random ? view.NoiseSeed : null, Edits = NetworkBending.Of(network.Renderer, network.Bends(view)).At(1) };
    }

    /// <summary>A network with labels needs one: the first where none is chosen.</summary>
    public static int? Label(ExplorerView view, GeneratorOptions options) => view.Class ?? (options.CDim == 0 ? null : 0);
}
