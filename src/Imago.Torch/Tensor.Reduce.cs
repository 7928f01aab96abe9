using Imago.Torch.Interop;

namespace Imago.Torch;

// Sums, means and extremes.
public sealed partial class Tensor
{
    /// <summary>Sum of all elements, a scalar [].</summary>
    public Tensor Sum() => Aten.Sum.Call(this);

    /// <summary>Sum over dimensions.</summary>
    public Tensor Sum(long[] dimensions, bool keepDims = false) => Aten.SumDims.Call(this, dimensions, keepDims);

    /// <summary>Mean of all elements, a scalar [].</summary>
    public Tensor Mean() => Aten.Mean.Call(this);

    /// <summary>Mean over dimensions.</summary>
    public Tensor Mean(long[] dimensions, bool keepDims = false) => Aten.MeanDims.Call(this, dimensions, keepDims);

    /// <summary>Largest element over dimensions.</summary>
    public Tensor Amax(long[] dimensions, bool keepDims = false) => Aten.Amax.Call(this, dimensions, keepDims);

    /// <summary>Smallest element over dimensions.</summary>
    public Tensor Amin(long[] dimensions, bool keepDims = false) => Aten.Amin.Call(this, dimensions, keepDims);

    /// <summary>eˣ / Σ eˣ along a dimension.</summary>
    public Tensor Softmax(int dimension) => Aten.Softmax.Call(this, dimension);

    /// <summary>(x - mean) / √(variance + epsilon) · weight + bias over the last dimension (Ba, Kiros and Hinton 2016, arXiv:1607.06450); weight and bias have its length.</summary>
    public Tensor LayerNorm(Tensor weight, Tensor bias, double epsilon = 1e-5) => Aten.LayerNorm.Call(this, new[] { Size(-1) }, weight, bias, epsilon);

    /// <summary>Whether all truth values hold.</summary>
    public bool All()
    {
        using var all = Aten.All.Call(this);
        return all.ToScalar() != 0;
    }

    /// <summary>The elements in rising order along a dimension.</summary>
    public Tensor Sort(int dimension)
    {
        var sorted = Aten.Sort.CallMany(this, dimension);
        sorted[1]!.Dispose();
        return sorted[0]!;
    }
}
