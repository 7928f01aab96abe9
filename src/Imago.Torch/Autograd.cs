using Imago.Torch.Interop;

namespace Imago.Torch;

/// <summary>Derivatives, and switching their recording off.</summary>
public static unsafe class Autograd
{
    /// <summary>
    /// The gradients of Σ outputs · gradOutputs with respect to the inputs. Where an output does not depend on an input,
    /// the gradient is null.
    /// </summary>
    /// <param name="outputs">What is differentiated.</param>
    /// <param name="inputs">By what; each must require a gradient.</param>
    /// <param name="gradOutputs">A weight of the shape of each output; null for scalars (weight 1).</param>
    /// <param name="retainGraph">Keeps the graph for another call.</param>
    /// <param name="createGraph">Makes the gradients themselves differentiable; implies <paramref name="retainGraph"/>.</param>
    /// <exception cref="ArgumentException">As many weights as outputs were not given.</exception>
    public static Tensor?[] Grad(
        Tensor[] outputs, Tensor[] inputs, Tensor[]? gradOutputs = null, bool retainGraph = false, bool createGraph = false)
    {
        if (gradOutputs is not null && gradOutputs.Length != outputs.Length)
            throw new ArgumentException($"{gradOutputs.Length} weights were given for {outputs.Length} outputs: give one for each, or none.", nameof(gradOutputs));
        Tensor[] all = [.. outputs, .. inputs, .. gradOutputs ?? []];
        var handles = stackalloc nint[all.Length];
        var found = stackalloc nint[inputs.Length];
        Tensor.HoldAll(all, handles);
        try
        {
            var by = handles + outputs.Length;
            Border.Check(Native.imago_grad(
                handles, gradOutputs is null ? null : by + inputs.Length, outputs.Length, by, inputs.Length,
                retainGraph || createGraph ? 1 : 0, createGraph ? 1 : 0, found));
        }
        finally
        {
            Tensor.ReleaseAll(all);
        }
        var gradients = new Tensor?[inputs.Length];
        for (var i = 0; i < gradients.Length; i++)
            gradients[i] = found[i] == 0 ? null : Tensor.Adopt(found[i]);
        return gradients;
    }

    /// <summary>The gradient of one scalar by one tensor that it depends on.</summary>
    /// <exception cref="InvalidOperationException">The scalar does not depend on it.</exception>
    public static Tensor Grad(Tensor output, Tensor input, bool createGraph = false) =>
        Grad([output], [input], createGraph: createGraph)[0]
        ?? throw new InvalidOperationException("a gradient was asked for with respect to a tensor that the output does not depend on.");

    /// <summary>Whether derivatives are recorded on this thread at the moment.</summary>
    public static bool IsRecording
    {
        get
        {
            TorchLibrary.EnsureLoaded();
            return Native.imago_grad_mode() != 0;
        }
    }

    /// <summary>Records no derivatives until the result is disposed, on this thread.</summary>
    public static GradMode NoGrad() => new(false);
}

/// <summary>A stretch of code on one thread in which derivatives are recorded or not; disposing it restores what was before.</summary>
public readonly ref struct GradMode
{
    private readonly int _before;

    internal GradMode(bool on)
    {
        TorchLibrary.EnsureLoaded();
        _before = Native.imago_grad_mode();
        Native.imago_set_grad_mode(on ? 1 : 0);
    }

    /// <summary>Restores the mode.</summary>
    public void Dispose() => Native.imago_set_grad_mode(_before);
}
