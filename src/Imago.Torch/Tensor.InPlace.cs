using Imago.Torch.Interop;

namespace Imago.Torch;

// Steps that change the tensor itself: for weights, moments and averages, under NoGrad.
public sealed partial class Tensor
{
    /// <summary>Takes over the values of another tensor, converting type and device.</summary>
    public Tensor CopyFrom(Tensor source)
    {
        Aten.Copy_.Call(this, source).Dispose();
        return this;
    }

    /// <summary>this += factor · other.</summary>
    public Tensor AddInPlace(Tensor other, double factor = 1)
    {
        Aten.Add_.Call(this, other, factor).Dispose();
        return this;
    }

    /// <summary>this *= number.</summary>
    public Tensor MulInPlace(double number)
    {
        Aten.MulScalar_.Call(this, number).Dispose();
        return this;
    }

    /// <summary>this += weight · (end - this).</summary>
    public Tensor LerpInPlace(Tensor end, double weight)
    {
        Aten.LerpScalar_.Call(this, end, weight).Dispose();
        return this;
    }

    /// <summary>this += factor · a · b.</summary>
    public Tensor AddcmulInPlace(Tensor a, Tensor b, double factor)
    {
        Aten.Addcmul_.Call(this, a, b, factor).Dispose();
        return this;
    }

    /// <summary>this += factor · a / b.</summary>
    public Tensor AddcdivInPlace(Tensor a, Tensor b, double factor)
    {
        Aten.Addcdiv_.Call(this, a, b, factor).Dispose();
        return this;
    }

    /// <summary>All elements become 0.</summary>
    public Tensor ZeroInPlace()
    {
        Aten.Zero_.Call(this).Dispose();
        return this;
    }
}
