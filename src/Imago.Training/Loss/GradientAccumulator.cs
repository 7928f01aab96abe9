using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Training.Loss;

/// <summary>Sums the gradients of several rounds, so that a large batch fits a small memory.</summary>
public sealed class GradientAccumulator
{
    private readonly Tensor[] _parameters;
    private readonly Tensor?[] _sums;

    /// <summary>For the parameters of an optimiser, in its order.</summary>
    public GradientAccumulator(Adam optimiser)
    {
        _parameters = optimiser.Parameters.Select(entry => entry.Value.Value).ToArray();
        _sums = new Tensor?[_parameters.Length];
    }

    /// <summary>Adds the gradient of a scalar loss.</summary>
    public void Add(Tensor loss)
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        var gradients = Autograd.Grad([loss], _parameters);
        for (var i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] is not { } gradient)
                continue;
            // The first gradient may share its memory with others: what is added to in place must be a copy of its own.
            if (_sums[i] is { } sum)
                sum.AddInPlace(gradient);
            else
                _sums[i] = TensorScope.Free(gradient.Clone());
        }
    }

    /// <summary>
    /// The sums, one for each parameter, and back to zero. NaN becomes 0 and infinity ±1e5: one bad sample must not end a training of days.
    /// </summary>
    public Tensor[] Take()
    {
        var gradients = new Tensor[_sums.Length];
        for (var i = 0; i < gradients.Length; i++)
        {
            using var sum = _sums[i];
            gradients[i] = sum is null ? Tensor.ZerosLike(_parameters[i]) : sum.NanToNum(0, 1e5, -1e5);
            _sums[i] = null;
        }
        return gradients;
    }
}
