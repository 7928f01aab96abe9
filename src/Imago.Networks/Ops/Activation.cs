namespace Imago.Networks.Ops;

/// <summary>The activations that <see cref="BiasAct"/> knows, with their usual gain.</summary>
public enum Activation
{
    /// <summary>x; gain 1.</summary>
    Linear,

    /// <summary>max(x, 0); gain √2.</summary>
    Relu,

    /// <summary>x for x > 0, else 0.2·x; gain √2. What StyleGAN2 uses.</summary>
    LeakyRelu,

    /// <summary>Hyperbolic tangent; gain 1.</summary>
    Tanh,

    /// <summary>1 / (1 + e⁻ˣ); gain 1.</summary>
    Sigmoid,

    /// <summary>x for x > 0, else eˣ - 1; gain 1.</summary>
    Elu,

    /// <summary>Scaled ELU; gain 1.</summary>
    Selu,

    /// <summary>log(1 + eˣ); gain 1.</summary>
    Softplus,

    /// <summary>x · sigmoid(x); gain √2.</summary>
    Swish,
}

/// <summary>Facts about activations.</summary>
public static class Activations
{
    /// <summary>The factor that keeps the signal's variance about where it was.</summary>
    public static double Gain(this Activation activation) =>
        activation is Activation.Relu or Activation.LeakyRelu or Activation.Swish ? Math.Sqrt(2) : 1;
}
