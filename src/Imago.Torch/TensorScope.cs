namespace Imago.Torch;

/// <summary>
/// Owns the tensors that are made while it is open and frees them when it closes. Inside a scope nothing is disposed by
/// hand; what leaves is named with <see cref="Keep(Tensor)"/>. Scopes nest, and follow the flow of <c>async</c> code.
/// </summary>
/// <example><code>
/// using var scope = TensorScope.Open();
/// return scope.Keep(x.MatMul(weight).Add(bias));   // the product is freed here, the sum lives on in the outer scope
/// </code></example>
public sealed class TensorScope : IDisposable
{
    private static readonly AsyncLocal<TensorScope?> s_current = new();

    private readonly TensorScope? _outer;
    private readonly List<Tensor> _owned = [];
    private bool _closed;

    private TensorScope(TensorScope? outer) => _outer = outer;

    /// <summary>How many native tensors this process holds. Tests assert that it comes back to where it was.</summary>
    public static long LiveTensors => Interop.TensorHandle.Live;

    /// <summary>Opens a scope inside the current one.</summary>
    public static TensorScope Open() => s_current.Value = new TensorScope(s_current.Value);

    /// <summary>Moves a tensor of this scope to the outer one; where there is none, the caller owns it. Others stay where they are.</summary>
    public Tensor Keep(Tensor tensor)
    {
        if (tensor.Scope != this)
            return tensor;
        if (_outer is null)
            Free(tensor);
        else
            _outer.Own(tensor);
        return tensor;
    }

    /// <summary>Moves tensors to the outer scope.</summary>
    public Tensor[] Keep(Tensor[] tensors)
    {
        foreach (var tensor in tensors)
            Keep(tensor);
        return tensors;
    }

    /// <summary>Takes a tensor out of every scope: it lives until it is disposed. For weights and other long-lived state.</summary>
    public static Tensor Free(Tensor tensor)
    {
        tensor.Scope = null;
        return tensor;
    }

    /// <summary>Frees what the scope still owns. Scopes close in the reverse order of their opening.</summary>
    /// <exception cref="InvalidOperationException">A scope that was opened later is still open.</exception>
    public void Dispose()
    {
        if (_closed)
            return;
        if (s_current.Value != this)
            throw new InvalidOperationException("a TensorScope was closed while another one, opened later, is still open: close them in reverse order.");
        lock (_owned)
            _closed = true; // from here on the list is this thread's alone
        s_current.Value = _outer;
        foreach (var tensor in _owned)
            if (tensor.Scope == this)
                tensor.Dispose();
        _owned.Clear();
    }

    /// <summary>Gives a new tensor to the scope that is open here, if any.</summary>
    internal static void Register(Tensor tensor) => s_current.Value?.Own(tensor);

    private void Own(Tensor tensor)
    {
        // Tasks that were started inside the scope share it; one that outlives it owns what it makes from then on.
        lock (_owned)
        {
            tensor.Scope = _closed ? null : this;
            if (!_closed)
                _owned.Add(tensor);
        }
    }
}
