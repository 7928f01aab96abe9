using Imago.Torch;
using Imago.Torch.Tests.Numerics;

namespace Imago.Networks.Tests.Ops;

/// <summary>One operator with its parameters, on one set of inputs.</summary>
/// <param name="Apply">The operator.</param>
/// <param name="Given">Inputs in float64.</param>
internal sealed record OpCheck(Func<Tensor[], Tensor> Apply, Func<Draw, Tensor[]> Given)
{
    /// <summary>The definition in plain loops.</summary>
    public Func<Plain[], Plain>? Meaning { get; init; }

    /// <summary>The definition in slow operators, whose derivatives are compared too.</summary>
    public Func<Tensor[], Tensor>? Reference { get; init; }

    /// <summary>The first so many inputs are activations, which come in 16 bit; the others are weights, always in Float32.</summary>
    public int Activations { get; init; } = 1;

    /// <summary>How many times the limit of a single operator of libtorch the error may be: it grows with the number of steps.</summary>
    public double Slack { get; init; } = 1;

    /// <summary>Whether 16-bit activations that lie channels last stay so, as must their gradients.</summary>
    public bool KeepsChannelsLast { get; init; } = true;
}
