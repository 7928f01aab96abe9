using Imago.Torch.Interop;

namespace Imago.Torch;

/// <summary>Bias, leaky ReLU, gain and clamp in one pass over memory, by a kernel of our own for the CPU; differentiable to any order.</summary>
public static class BiasActivation
{
    /// <summary>Whether it works on such a tensor: [N, C, ...] on the CPU.</summary>
    public static bool Takes(Tensor x) => x.Device == Device.Cpu && x.Dims >= 2;

    /// <summary>x [N, C, ...], bias [C] → clamp(gain · (v > 0 ? v : slope · v), ±limit) of v = x + bias, in x's precision.</summary>
    public static Tensor Apply(Tensor x, Tensor bias, double slope, double gain, double limit = double.PositiveInfinity) =>
        Aten.BiasAct.Call(x, bias, slope, gain, limit);
}
