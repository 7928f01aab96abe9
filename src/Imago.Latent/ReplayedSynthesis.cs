using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent;

/// <summary>A synthesis network that is only looked at, on a CUDA device: recorded for each size of batch and kind of noise, and from then on replayed.</summary>
/// <param name="synthesis">Not owned; its weights stay as they are.</param>
/// <param name="device">Where it lies.</param>
internal sealed class ReplayedSynthesis(SynthesisNetwork synthesis, Device device) : IDisposable
{
    private readonly Dictionary<(long Batch, NoiseMode Noise), Recorded> _recorded = [];

    private sealed record Recorded(CudaGraph Graph, Tensor Ws, Tensor Images);

    /// <summary>ws [N, numWs, wDim] → pictures [N, channels, R, R], which the next call with as many overwrites.</summary>
    /// <param name="ws">On the device.</param>
    /// <param name="noise">Constant or none: fresh noise cannot be recorded.</param>
    public Tensor Forward(Tensor ws, NoiseMode noise)
    {
        var key = (ws.Size(0), noise);
        if (!_recorded.TryGetValue(key, out var found))
            _recorded[key] = found = Record(ws, new Noise(noise));
        found.Ws.CopyFrom(ws);
        found.Graph.Replay();
        return found.Images;
    }

    /// <summary>Frees the recordings.</summary>
    public void Dispose()
    {
        foreach (var (graph, ws, images) in _recorded.Values)
        {
            images.Dispose();
            ws.Dispose();
            graph.Dispose();
        }
        _recorded.Clear();
    }

    private Recorded Record(Tensor like, Noise noise)
    {
        using var scope = TensorScope.Open();
        var ws = TensorScope.Free(like.Clone());
        synthesis.Forward(ws, noise); // sets up what the kernels need
        Tensor? images = null;
        var graph = CudaGraph.Record(device, () => images = TensorScope.Free(synthesis.Forward(ws, noise)));
        return new(graph, ws, images!);
    }
}
