using Imago.Networks.Layers;
using Imago.Networks.Ops;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks;

/// <summary>
/// Maps a latent z (and a label c) to the intermediate latent w: normalised inputs, N layers with leaky ReLU at a hundredth of the
/// learning rate. Keeps the running mean of w, towards which truncation pulls.
/// </summary>
public sealed class MappingNetwork : Module
{
    /// <summary>By how much slower than the rest its layers learn.</summary>
    internal const double LrMultiplier = 0.01;

    private readonly int _zDim, _cDim, _numWs;
    private readonly double _wAvgBeta;
    private readonly FullyConnected? _embed;
    private readonly FullyConnected[] _layers;
    private readonly Parameter? _wAvg;

    /// <summary>Draws the weights.</summary>
    /// <param name="zDim">Dimension of z; 0 for none (the discriminator's label mapping).</param>
    /// <param name="cDim">Dimension of labels; 0 for none.</param>
    /// <param name="wDim">Dimension of w.</param>
    /// <param name="numWs">How often w is repeated; 0 gives [N, wDim] and no running mean.</param>
    /// <param name="layers">Number of layers.</param>
    /// <param name="random">Source of the weights.</param>
    /// <param name="embedFeatures">Width of the label embedding; null means wDim.</param>
    /// <param name="layerFeatures">Width of the inner layers; null means wDim.</param>
    /// <param name="wAvgBeta">Decay of the running mean.</param>
    public MappingNetwork(
        int zDim, int cDim, int wDim, int numWs, int layers, RandomGenerator? random,
        int? embedFeatures = null, int? layerFeatures = null, double wAvgBeta = 0.995)
    {
        using var scope = TensorScope.Open();
        (_zDim, _cDim, _numWs, _wAvgBeta) = (zDim, cDim, numWs, wAvgBeta);
        var embedded = cDim > 0 ? embedFeatures ?? wDim : 0;
        if (cDim > 0)
            _embed = AddModule("embed", new FullyConnected(cDim, embedded, random));
        _layers = new FullyConnected[layers];
        for (var i = 0; i < layers; i++)
        {
            var inputs = i == 0 ? zDim + embedded : layerFeatures ?? wDim;
            var outputs = i == layers - 1 ? wDim : layerFeatures ?? wDim;
            _layers[i] = AddModule($"fc{i}", new FullyConnected(inputs, outputs, random, Activation.LeakyRelu, lrMultiplier: LrMultiplier));
        }
        if (numWs > 0)
            _wAvg = AddBuffer("w_avg", Tensor.Zeros([wDim]));
    }

    /// <summary>The running mean of w [wDim]; null where there is none.</summary>
    public Tensor? WAvg => _wAvg?.Value;

    /// <summary>z [N, zDim], c [N, cDim] → ws [N, numWs, wDim] (or [N, wDim]).</summary>
    /// <param name="z">Latents; null where zDim is 0.</param>
    /// <param name="c">Labels; null where cDim is 0.</param>
    /// <param name="truncationPsi">ψ: w becomes mean + ψ·(w - mean); 1 leaves w alone, 0 is the mean, negative the opposite.</param>
    /// <param name="truncationCutoff">Only the first so many of the ws are truncated; null means all.</param>
    /// <param name="updateWAvg">Moves the running mean towards this batch's. Only in training.</param>
    public Tensor Forward(Tensor? z, Tensor? c, double truncationPsi = 1, int? truncationCutoff = null, bool updateWAvg = false)
    {
        using var scope = TensorScope.Open();
        Tensor? x = null;
        if (_zDim > 0)
            x = Normalize.SecondMoment(z!.AssertShape(-1, _zDim).To(ScalarType.Float32));
        if (_embed is not null)
        {
            var y = Normalize.SecondMoment(_embed.Forward(c!.AssertShape(-1, _cDim).To(ScalarType.Float32)));
            x = x is null ? y : Tensor.Cat([x, y], 1);
        }
        foreach (var layer in _layers)
            x = layer.Forward(x!);

        if (updateWAvg && _wAvg is not null)
            using (Autograd.NoGrad())
                _wAvg.Value.CopyFrom(x!.Detach().Mean([0]).Lerp(_wAvg.Value, _wAvgBeta));

        if (_wAvg is null)
            return scope.Keep(Tapped(x!));
        x = x!.Unsqueeze(1).Repeat(1, _numWs, 1); // [N, wDim] → [N, numWs, wDim]
        return scope.Keep(Tapped(Truncate(x, truncationPsi, truncationCutoff)));
    }

    /// <summary>ws [N, numWs, wDim], each pulled towards the running mean: mean + ψ·(w - mean) (Karras et al. 2019, arXiv:1812.04948, appendix B).</summary>
    /// <param name="ws">One w for each layer.</param>
    /// <param name="psi">ψ; 1 gives <paramref name="ws"/> back.</param>
    /// <param name="cutoff">Only the first so many; null means all.</param>
    public Tensor Truncate(Tensor ws, double psi, int? cutoff = null)
    {
        if (psi == 1)
            return ws;
        using var scope = TensorScope.Open();
        var last = Math.Min(cutoff ?? _numWs, _numWs);
        var truncated = _wAvg!.Value.Lerp(ws.Slice(1, 0, last), psi);
        return scope.Keep(last == _numWs ? truncated : Tensor.Cat([truncated, ws.Slice(1, last, _numWs)], 1));
    }
}
