using Imago.Torch.Interop;

namespace Imago.Torch;

/// <summary>
/// A random generator of one device. The same seed gives the same numbers on the same kind of device; its complete state
/// can be saved and restored, so that a training continues bit for bit.
/// </summary>
public sealed class RandomGenerator : IDisposable
{
    private readonly GeneratorHandle _handle;
    private readonly bool _owns = true;

    /// <summary>Creates a generator on <paramref name="device"/> from a seed.</summary>
    public RandomGenerator(ulong seed, Device device = default)
    {
        TorchLibrary.EnsureLoaded();
        Device = device;
        Border.Check(Native.imago_generator_create(device.ToString(), seed, out _handle));
    }

    private RandomGenerator(RandomGenerator whole, Share share) => (_handle, Device, Share, _owns) = (whole._handle, whole.Device, share, false);

    /// <summary>Which rows of what it draws are handed out.</summary>
    public Share Share { get; } = Share.Whole;

    /// <summary>
    /// The same generator, of whose numbers only a share of the rows is handed out while all are drawn: processes with equal generators then draw together what one would draw
    /// alone, and their generators stay equal. Disposing it does nothing.
    /// </summary>
    public RandomGenerator Sharing(Share share) => new(this, share);

    /// <summary>The device whose tensors it can fill.</summary>
    public Device Device { get; }

    /// <summary>The complete state, as bytes that <see cref="RestoreState"/> takes.</summary>
    public byte[] SaveState()
    {
        Border.Check(Native.imago_generator_get_state(_handle, out var handle));
        using var state = Tensor.Adopt(handle);
        return state.ToArray<byte>();
    }

    /// <summary>Continues where <see cref="SaveState"/> was called.</summary>
    /// <exception cref="TorchException">The bytes are no state of this kind of generator.</exception>
    public void RestoreState(ReadOnlySpan<byte> bytes)
    {
        using var state = Tensor.From(bytes, bytes.Length);
        Border.Check(Native.imago_generator_set_state(_handle, state.Handle));
    }

    /// <summary>Frees the native generator.</summary>
    public void Dispose()
    {
        if (_owns)
            _handle.Dispose();
    }

    internal nint Hold()
    {
        var added = false;
        _handle.DangerousAddRef(ref added);
        return _handle.DangerousGetHandle();
    }

    internal void Release() => _handle.DangerousRelease();
}
