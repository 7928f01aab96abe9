using Imago.Torch;

namespace Imago.Networks.Ops;

/// <summary>A weight in the forms in which a fused layer needs it; see <see cref="FusedLayers"/>.</summary>
/// <param name="Packed">What <see cref="FusedLayers.PackWeight"/> made of it.</param>
/// <param name="Squares">Σ over the kernel of w²: [out, in] in fp32.</param>
public sealed record FusedWeight(Tensor Packed, Tensor Squares) : IDisposable
{
    /// <summary>Prepares a weight [out, in, 3, 3] for bf16 or fp32; it stays until it is disposed, and is not followed by derivatives.</summary>
    public static FusedWeight Of(Tensor weight, ScalarType type)
    {
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        return new(TensorScope.Free(FusedLayers.PackWeight(weight, type)), TensorScope.Free(PreparedWeight.Square(weight)));
    }

    /// <summary>Frees both.</summary>
    public void Dispose()
    {
        Packed.Dispose();
        Squares.Dispose();
    }
}
