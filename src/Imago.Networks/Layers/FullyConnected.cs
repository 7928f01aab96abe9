using Imago.Networks.Ops;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks.Layers;

/// <summary>
/// act((gain·x) · Wᵀ + lr·b) with the equalised learning rate (Karras et al. 2018, arXiv:1710.10196, section 4.1): weights are drawn
/// from N(0, 1) / lr and scaled by lr / √in at run time, biases by lr.
/// </summary>
public sealed class FullyConnected : Module
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private readonly Activation _activation;
    private readonly double _weightGain, _biasGain;

    /// <summary>Draws the weight [out, in] and sets the bias [out].</summary>
    public FullyConnected(
        long inputs, long outputs, RandomGenerator? random, Activation activation = Activation.Linear, bool bias = true,
        double biasInit = 0, double lrMultiplier = 1)
    {
        using var scope = TensorScope.Open();
        _activation = activation;
        _weight = AddParameter("weight", Weights.Normal([outputs, inputs], random, lrMultiplier));
        _bias = bias ? AddParameter("bias", Tensor.Full([outputs], biasInit)) : null;
        _weightGain = lrMultiplier / Math.Sqrt(inputs);
        _biasGain = lrMultiplier;
    }

    /// <summary>x [N, in] → [N, out] in fp32.</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = TensorScope.Open();
        // The gain goes to x, which is far smaller than the weight.
        var y = x.Mul(_weightGain).Linear(_weight.Value);
        return scope.Keep(Tapped(BiasAct.Apply(y, _bias?.Value.Mul(_biasGain), _activation)));
    }
}
