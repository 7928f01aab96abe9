using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Training.Loss;

/// <summary>Sums the gradients of several rounds, so that a large batch fits a small memory; with the last, averages the sums over all processes.</summary>
public sealed class GradientAccumulator
{
    private readonly Tensor[] _parameters;
    private readonly Tensor?[] _sums;
    private readonly GradientReducer? _reducer;

    /// <summary>For the parameters of an optimiser, in its order; with a reducer where there are several processes.</summary>
    public GradientAccumulator(Adam optimiser, GradientReducer? reducer = null)
    {
        _reducer = reducer;
        _parameters = optimiser.Parameters.Select(entry => entry.Value.Value).ToArray();
        _sums = new Tensor?[_parameters.Length];
    }

    /// <summary>Whether the round under way is the last.</summary>
    public bool InLastRound { get; set; }

    /// <summary>Adds the gradient of a scalar loss.</summary>
    /// <param name="loss">Its graph is spent.</param>
    /// <param name="moreToCome">Whether another gradient of the same round follows.</param>
    public void Add(Tensor loss, bool moreToCome = false)
    {
        using var scope = TensorScope.Open();
        if (_reducer is not null && InLastRound && !moreToCome)
        {
            var means = _reducer.Grad(loss, _parameters, _sums);
            for (var i = 0; i < means.Length; i++)
            {
                _sums[i]?.Dispose();
                _sums[i] = TensorScope.Free(means[i]);
            }
            return;
        }
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
