namespace Imago.Torch.Nn;

/// <summary>
/// A named weight of a module: a tensor that lives as long as the module. Its value is changed in place, so that whoever
/// holds the tensor sees the new one.
/// </summary>
/// <param name="value">The first value, taken over: nobody else may change it afterwards.</param>
/// <param name="trainable">Whether gradients flow to it; off for layers that are frozen.</param>
public sealed class Parameter(Tensor value, bool trainable = true)
{
    /// <summary>The tensor.</summary>
    public Tensor Value { get; private set; } = TensorScope.Free(value.Detach()).SetRequiresGrad(trainable);

    /// <summary>Whether an optimiser may change it.</summary>
    public bool Trainable { get; private set; } = trainable;

    /// <summary>Takes it out of training: no gradient, no steps.</summary>
    public void Freeze()
    {
        Trainable = false;
        Value.SetRequiresGrad(false);
    }

    /// <summary>Lets gradients be recorded or not, where the parameter is trainable. For the phase whose turn it is.</summary>
    public void Record(bool on) => Value.SetRequiresGrad(on && Trainable);

    internal void MoveTo(Device device)
    {
        using var old = Value;
        using var scope = TensorScope.Open();
        Value = TensorScope.Free(old.Detach().To(device)).SetRequiresGrad(Trainable);
    }

    internal void Dispose() => Value.Dispose();
}
