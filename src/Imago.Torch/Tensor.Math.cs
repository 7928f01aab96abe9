#pragma warning disable CA2225 // Every operator has its named method: Add, Sub, Mul, Div, Neg.
using Imago.Torch.Interop;

namespace Imago.Torch;

// Arithmetic by element and products of matrices.
public sealed partial class Tensor
{
    /// <summary>this + other, broadcast.</summary>
    public Tensor Add(Tensor other) => Aten.Add.Call(this, other);

    /// <summary>this + number.</summary>
    public Tensor Add(double number) => Aten.AddScalar.Call(this, number);

    /// <summary>this - other, broadcast.</summary>
    public Tensor Sub(Tensor other) => Aten.Sub.Call(this, other);

    /// <summary>this · other by element, broadcast.</summary>
    public Tensor Mul(Tensor other) => Aten.Mul.Call(this, other);

    /// <summary>this · number.</summary>
    public Tensor Mul(double number) => Aten.MulScalar.Call(this, number);

    /// <summary>this / other by element, broadcast.</summary>
    public Tensor Div(Tensor other) => Aten.Div.Call(this, other);

    /// <summary>this / number.</summary>
    public Tensor Div(double number) => Aten.DivScalar.Call(this, number);

    /// <summary>-this.</summary>
    public Tensor Neg() => Aten.Neg.Call(this);

    /// <summary>|this|.</summary>
    public Tensor Abs() => Aten.Abs.Call(this);

    /// <summary>-1, 0 or 1.</summary>
    public Tensor Sign() => Aten.Sign.Call(this);

    /// <summary>this².</summary>
    public Tensor Square() => Aten.Square.Call(this);

    /// <summary>√this.</summary>
    public Tensor Sqrt() => Aten.Sqrt.Call(this);

    /// <summary>1/√this.</summary>
    public Tensor Rsqrt() => Aten.Rsqrt.Call(this);

    /// <summary>eˣ.</summary>
    public Tensor Exp() => Aten.Exp.Call(this);

    /// <summary>Natural logarithm.</summary>
    public Tensor Log() => Aten.Log.Call(this);

    /// <summary>2ˣ.</summary>
    public Tensor Exp2() => Aten.Exp2.Call(this);

    /// <summary>Cosine of radians.</summary>
    public Tensor Cos() => Aten.Cos.Call(this);

    /// <summary>Sine of radians.</summary>
    public Tensor Sin() => Aten.Sin.Call(this);

    /// <summary>Inverse error function.</summary>
    public Tensor Erfinv() => Aten.Erfinv.Call(this);

    /// <summary>The next lower whole number.</summary>
    public Tensor Floor() => Aten.Floor.Call(this);

    /// <summary>The nearest whole number, ties to even.</summary>
    public Tensor Round() => Aten.Round.Call(this);

    /// <summary>max(this, 0).</summary>
    public Tensor Relu() => Aten.Relu.Call(this);

    /// <summary>Hyperbolic tangent.</summary>
    public Tensor Tanh() => Aten.Tanh.Call(this);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public Tensor Sigmoid() => Aten.Sigmoid.Call(this);

    /// <summary>log(1 + eˣ).</summary>
    public Tensor Softplus() => Aten.Softplus.Call(this);

    /// <summary>x for x > 0, else eˣ - 1.</summary>
    public Tensor Elu() => Aten.Elu.Call(this);

    /// <summary>Scaled exponential linear unit (Klambauer et al. 2017).</summary>
    public Tensor Selu() => Aten.Selu.Call(this);

    /// <summary>x · sigmoid(x), also called swish.</summary>
    public Tensor Silu() => Aten.Silu.Call(this);

    /// <summary>x · Φ(x) with the normal distribution's Φ, exactly (Hendrycks and Gimpel 2016, arXiv:1606.08415).</summary>
    public Tensor Gelu() => Aten.Gelu.Call(this);

    /// <summary>True where neither infinite nor NaN.</summary>
    public Tensor IsFinite() => Aten.IsFinite.Call(this);

    /// <summary>x for x > 0, else slope · x.</summary>
    public Tensor LeakyRelu(double slope) => Aten.LeakyRelu.Call(this, slope);

    /// <summary>Bounds every element; the gradient passes where the bounds do not bite.</summary>
    public Tensor Clamp(double? min = null, double? max = null) => Aten.Clamp.Call(this, min, max);

    /// <summary>Replaces NaN and infinities.</summary>
    public Tensor NanToNum(double nan, double positiveInfinity, double negativeInfinity) => Aten.NanToNum.Call(this, nan, positiveInfinity, negativeInfinity);

    /// <summary>The smaller of two, by element.</summary>
    public Tensor Minimum(Tensor other) => Aten.Minimum.Call(this, other);

    /// <summary>The larger of two, by element.</summary>
    public Tensor Maximum(Tensor other) => Aten.Maximum.Call(this, other);

    /// <summary>this + weight · (end - this).</summary>
    public Tensor Lerp(Tensor end, double weight) => Aten.LerpScalar.Call(this, end, weight);

    /// <summary>Matrix product [..., n, k] × [..., k, m] → [..., n, m], broadcast over leading dimensions.</summary>
    public Tensor MatMul(Tensor other) => Aten.MatMul.Call(this, other);

    /// <summary>this [N, in] × weight [out, in]ᵀ + bias [out] → [N, out].</summary>
    public Tensor Linear(Tensor weight, Tensor? bias = null) => Aten.Linear.Call(this, weight, bias);

    /// <summary>
    /// Eigenvalues [n], rising, and eigenvectors of length 1, the columns of [n, n], of a symmetric matrix [n, n] in 32 or 64 bits. Only the lower triangle is read.
    /// A vector's sign is the library's choice, and so are the vectors of equal eigenvalues.
    /// </summary>
    public (Tensor Values, Tensor Vectors) SymmetricEigen()
    {
        var found = Aten.LinalgEigh.CallMany(this, "L");
        return (found[0]!, found[1]!);
    }

    /// <summary>this &lt; number.</summary>
    public Tensor Less(double number) => Aten.LessScalar.Call(this, number);

    /// <summary>this &lt; other.</summary>
    public Tensor Less(Tensor other) => Aten.Less.Call(this, other);

    /// <summary>this ≤ number.</summary>
    public Tensor LessOrEqual(double number) => Aten.LessOrEqualScalar.Call(this, number);

    /// <summary>this ≤ other.</summary>
    public Tensor LessOrEqual(Tensor other) => Aten.LessOrEqual.Call(this, other);

    /// <summary>this &gt; number.</summary>
    public Tensor Greater(double number) => Aten.GreaterScalar.Call(this, number);

    /// <summary>this ≥ number.</summary>
    public Tensor GreaterOrEqual(double number) => Aten.GreaterOrEqualScalar.Call(this, number);

    /// <summary>this = number.</summary>
    public Tensor EqualTo(double number) => Aten.EqualToScalar.Call(this, number);

    /// <summary>This where the condition holds, else the other, broadcast.</summary>
    public Tensor Where(Tensor condition, Tensor other) => Aten.Where.Call(condition, this, other);

    /// <summary>a + b.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => a.Add(b);

    /// <summary>a + b.</summary>
    public static Tensor operator +(Tensor a, double b) => a.Add(b);

    /// <summary>a - b.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => a.Sub(b);

    /// <summary>a - b.</summary>
    public static Tensor operator -(Tensor a, double b) => a.Add(-b);

    /// <summary>-a.</summary>
    public static Tensor operator -(Tensor a) => a.Neg();

    /// <summary>a · b by element.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => a.Mul(b);

    /// <summary>a · b.</summary>
    public static Tensor operator *(Tensor a, double b) => a.Mul(b);

    /// <summary>a / b by element.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => a.Div(b);

    /// <summary>a / b.</summary>
    public static Tensor operator /(Tensor a, double b) => a.Div(b);
}
