namespace Imago.Torch.Nn;

/// <summary>
/// Adam (Kingma and Ba 2015, arXiv:1412.6980): m ← β₁m + (1-β₁)g, v ← β₂v + (1-β₂)g²,
/// θ ← θ - lr · (m / (1-β₁ᵗ)) / (√(v / (1-β₂ᵗ)) + ε). Its moments and step counts are saved with a run.
/// </summary>
public sealed class Adam : IDisposable
{
    private readonly AdamOptions _options;
    private readonly KeyValuePair<string, Parameter>[] _parameters;
    private readonly Tensor[] _m, _v;

    /// <summary>Prepares the moments, all zero, for the trainable parameters among those given.</summary>
    public Adam(IEnumerable<KeyValuePair<string, Parameter>> parameters, AdamOptions options)
    {
        _options = options;
        _parameters = parameters.Where(entry => entry.Value.Trainable).ToArray();
        _m = Array.ConvertAll(_parameters, entry => TensorScope.Free(Tensor.ZerosLike(entry.Value.Value)));
        _v = Array.ConvertAll(_parameters, entry => TensorScope.Free(Tensor.ZerosLike(entry.Value.Value)));
    }

    /// <summary>The parameters that it changes, with their names.</summary>
    public IReadOnlyList<KeyValuePair<string, Parameter>> Parameters => _parameters;

    /// <summary>How many steps were taken.</summary>
    public long Steps { get; set; }

    /// <summary>The first and second moments by parameter name, to save and to restore (<see cref="Tensor.CopyFrom"/>).</summary>
    public IEnumerable<(string Name, Tensor FirstMoment, Tensor SecondMoment)> Moments() =>
        _parameters.Select((entry, i) => (entry.Key, _m[i], _v[i]));

    /// <summary>One step. The gradients stand in the order of <see cref="Parameters"/>.</summary>
    /// <param name="gradients">One for each parameter.</param>
    /// <param name="rate">Factor of the learning rate, where it follows a schedule.</param>
    public void Step(IReadOnlyList<Tensor> gradients, double rate = 1)
    {
        if (gradients.Count != _parameters.Length)
            throw new ArgumentException($"{gradients.Count} gradients were given for {_parameters.Length} parameters.", nameof(gradients));
        Steps++;
        var (learningRate, beta1, beta2, epsilon) = _options;
        var correction1 = 1 - Math.Pow(beta1, Steps);
        var correction2 = 1 - Math.Pow(beta2, Steps);
        using var none = Autograd.NoGrad();
        for (var i = 0; i < _parameters.Length; i++)
        {
            using var scope = TensorScope.Open();
            var gradient = gradients[i];
            _m[i].MulInPlace(beta1).AddInPlace(gradient, 1 - beta1);
            _v[i].MulInPlace(beta2).AddcmulInPlace(gradient, gradient, 1 - beta2);
            var denominator = _v[i].Sqrt().Div(Math.Sqrt(correction2)).Add(epsilon);
            _parameters[i].Value.Value.AddcdivInPlace(_m[i], denominator, -rate * learningRate / correction1);
        }
    }

    /// <summary>Frees the moments.</summary>
    public void Dispose()
    {
        foreach (var moment in _m.Concat(_v))
            moment.Dispose();
    }
}

/// <summary>What Adam is set to.</summary>
/// <param name="LearningRate">lr.</param>
/// <param name="Beta1">Decay of the mean of gradients; 0 in StyleGAN2.</param>
/// <param name="Beta2">Decay of the mean of squared gradients.</param>
/// <param name="Epsilon">Added to the root of the second moment.</param>
public readonly record struct AdamOptions(double LearningRate, double Beta1 = 0, double Beta2 = 0.99, double Epsilon = 1e-8)
{
    /// <summary>
    /// The correction for lazy regularisation every k-th batch (StyleGAN2, appendix B): with c = k / (k + 1), the rate
    /// becomes c·lr and every β becomes βᶜ, so that the extra steps of the regulariser leave the speed as it was.
    /// </summary>
    public AdamOptions ForLazyRegularisation(int interval)
    {
        var c = interval / (interval + 1.0);
        return this with { LearningRate = c * LearningRate, Beta1 = Math.Pow(Beta1, c), Beta2 = Math.Pow(Beta2, c) };
    }
}
