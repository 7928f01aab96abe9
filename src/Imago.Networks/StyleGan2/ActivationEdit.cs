using Imago.Torch;

namespace Imago.Networks;

/// <summary>What is done to the activations of one layer of the synthesis network before anything reads them: the next layer, ToRGB, a tap.</summary>
/// <param name="Change">[N, C, R, R] → the same shape; null leaves them alone.</param>
/// <param name="Gains">Factors [N, C] or [1, C] of the units, after the change; 0 silences one: value, bias and noise. Null leaves them alone.</param>
public sealed record ActivationEdit(Func<Tensor, Tensor>? Change, Tensor? Gains)
{
    /// <summary>x [N, C, R, R] → the same shape and precision.</summary>
    public Tensor Apply(Tensor x)
    {
        using var scope = TensorScope.Open();
        var y = Change is null ? x : Change(x).AssertShape(x.Shape).To(x.Type);
        return scope.Keep(Gains is null ? y : y.Mul(Gains.AssertShape(-1, x.Size(1)).Reshape(-1, x.Size(1), 1, 1).To(y.Type)));
    }
}

/// <summary>The edits of a block's two layers.</summary>
/// <param name="Conv0">Of the enlarging layer, which the first block lacks.</param>
/// <param name="Conv1">Of the second layer.</param>
internal readonly record struct BlockEdits(ActivationEdit? Conv0, ActivationEdit? Conv1);
