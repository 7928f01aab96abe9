using Imago.Torch;

namespace Imago.Networks.Ops;

/// <summary>Bias, activation, gain and clamp in one: clamp(gain · act(x + b), ±clamp).</summary>
public static class BiasAct
{
    /// <summary>The slope of the leaky ReLU below zero.</summary>
    public const double LeakySlope = 0.2;

    /// <summary>Applies it to x of any shape.</summary>
    /// <param name="x">The input.</param>
    /// <param name="bias">One number for each index of <paramref name="dimension"/>, or null.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="gain">Factor after the activation; null means the activation's own.</param>
    /// <param name="clamp">Bound of the absolute result; null means none. At the bound the gradient still passes.</param>
    /// <param name="slope">Of the leaky ReLU.</param>
    /// <param name="dimension">The dimension of the bias.</param>
    public static Tensor Apply(
        Tensor x, Tensor? bias = null, Activation activation = Activation.Linear, double? gain = null, double? clamp = null,
        double slope = LeakySlope, int dimension = 1)
    {
        var factor = gain ?? activation.Gain();
        if (bias is not null && dimension == 1 && BiasActivation.Takes(x) && SlopeOf(activation, slope) is { } piece)
            return BiasActivation.Apply(x, bias, piece, factor, clamp ?? double.PositiveInfinity);
        return Reference(x, bias, activation, factor, clamp, slope, dimension);
    }

    /// <summary>The same as separate operators: slow and clear, for tests, other activations and CUDA devices. Parameters as in <see cref="Apply"/>.</summary>
    public static Tensor Reference(
        Tensor x, Tensor? bias, Activation activation, double gain, double? clamp, double slope = LeakySlope, int dimension = 1)
    {
        using var scope = TensorScope.Open();
        if (bias is not null)
        {
            var shape = new long[x.Dims];
            Array.Fill(shape, 1);
            shape[dimension] = bias.Size(0);
            x = x.Add(bias.To(x.Type).Reshape(shape));
        }
        x = activation switch
        {
            Activation.Linear => x,
            Activation.Relu => x.Relu(),
            Activation.LeakyRelu => x.LeakyRelu(slope),
            Activation.Tanh => x.Tanh(),
            Activation.Sigmoid => x.Sigmoid(),
            Activation.Elu => x.Elu(),
            Activation.Selu => x.Selu(),
            Activation.Softplus => x.Softplus(),
            Activation.Swish => x.Silu(),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "an activation that is not known"),
        };
        if (gain != 1)
            x = x.Mul(gain);
        if (clamp is { } bound)
            x = x.Clamp(-bound, bound);
        return scope.Keep(x);
    }

    /// <summary>The slope below zero, where the activation is two straight pieces.</summary>
    private static double? SlopeOf(Activation activation, double slope) => activation switch
    {
        Activation.Linear => 1,
        Activation.Relu => 0,
        Activation.LeakyRelu => slope,
        _ => null,
    };
}
