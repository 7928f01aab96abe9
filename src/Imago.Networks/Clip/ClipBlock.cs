using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks;

/// <summary>Mean 0 and deviation 1 of each token in fp32, then a learned scale and shift (Ba, Kiros and Hinton 2016, arXiv:1607.06450).</summary>
internal sealed class ClipNorm : Module
{
    private readonly Parameter _weight, _bias;

    /// <summary>Leaves the weights unset, for a file to fill.</summary>
    public ClipNorm(long width)
    {
        using var scope = TensorScope.Open();
        _weight = AddParameter("weight", Tensor.Empty([width]));
        _bias = AddParameter("bias", Tensor.Empty([width]));
    }

    /// <summary>x [..., width] in fp32 → the same.</summary>
    public Tensor Forward(Tensor x) => x.LayerNorm(_weight.Value, _bias.Value);
}

/// <summary>x · Wᵀ + b in the weight's precision.</summary>
internal static class ClipProduct
{
    /// <summary>
    /// x [..., in], weight [out, in], bias [out] → [..., out]. In fp32 on the processor it is a convolution of 1×1, which oneDNN computes on all threads: OpenBLAS has one here, for the small products
    /// of a StyleGAN (native/torch/runtime.cpp).
    /// </summary>
    public static Tensor Of(Tensor x, Tensor weight, Tensor bias)
    {
        x = x.To(weight.Type);
        if (weight.Type != ScalarType.Float32 || weight.Device != Device.Cpu)
            return x.Linear(weight, bias);
        var (inputs, outputs) = (weight.Size(1), weight.Size(0));
        var columns = x.Reshape(1, -1, 1, inputs).Permute(0, 3, 1, 2); // [1, in, rows, 1], channels last as it lies
        var y = Convolution.Apply(columns, weight.Reshape(outputs, inputs, 1, 1)).Permute(0, 2, 3, 1); // [1, rows, 1, out]
        return y.Reshape([.. x.Shape[..^1], outputs]).Add(bias);
    }
}

/// <summary>x · Wᵀ + b in the precision of its weight.</summary>
internal sealed class ClipLinear : Module
{
    private readonly Parameter _weight, _bias;

    /// <summary>Leaves the weights unset, for a file to fill.</summary>
    public ClipLinear(long inputs, long outputs, ScalarType type)
    {
        using var scope = TensorScope.Open();
        _weight = AddParameter("weight", Tensor.Empty([outputs, inputs], type));
        _bias = AddParameter("bias", Tensor.Empty([outputs], type));
    }

    /// <summary>x [..., in] → [..., out].</summary>
    public Tensor Forward(Tensor x) => ClipProduct.Of(x, _weight.Value, _bias.Value);
}

/// <summary>softmax(q · kᵀ / √d) · v in several heads (Vaswani et al. 2017, arXiv:1706.03762, section 3.2). The three projections stand in one matrix.</summary>
internal sealed class ClipAttention : Module
{
    private readonly int _heads;
    private readonly Parameter _weight, _bias;
    private readonly ClipLinear _out;

    /// <summary>Leaves the weights unset, for a file to fill.</summary>
    public ClipAttention(ClipTower tower, ScalarType type)
    {
        using var scope = TensorScope.Open();
        _heads = tower.Heads;
        _weight = AddParameter("in_proj_weight", Tensor.Empty([3L * tower.Width, tower.Width], type));
        _bias = AddParameter("in_proj_bias", Tensor.Empty([3L * tower.Width], type));
        _out = AddModule("out_proj", new ClipLinear(tower.Width, tower.Width, type));
    }

    /// <summary>x [N, T, width], and what is added to the scores, [T, T] of 0 and -∞, or nothing → [N, T, width].</summary>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        var (n, t, width) = (x.Size(0), x.Size(1), x.Size(2));
        var all = ClipProduct.Of(x, _weight.Value, _bias.Value).Reshape(n, t, 3, _heads, width / _heads).Permute(2, 0, 3, 1, 4); // [3, N, heads, T, d]
        var (q, k, v) = (all.Select(0, 0), all.Select(0, 1), all.Select(0, 2));
        var scores = q.Mul(1 / Math.Sqrt(width / _heads)).MatMul(k.Transpose(2, 3)); // [N, heads, T, T]
        var seen = (mask is null ? scores : scores.Add(mask.To(scores.Type))).Softmax(-1).MatMul(v); // [N, heads, T, d]
        return _out.Forward(seen.Permute(0, 2, 1, 3).Reshape(n, t, width));
    }
}

/// <summary>One block: x + attention(ln_1(x)), then x + mlp(ln_2(x)). The sum stays in fp32, so that many blocks lose nothing in 16 bits.</summary>
internal sealed class ClipBlock : Module
{
    private readonly ClipActivation _activation;
    private readonly ClipNorm _norm1, _norm2;
    private readonly ClipAttention _attention;
    private readonly ClipLinear _fc, _proj;

    /// <summary>Leaves the weights unset, for a file to fill.</summary>
    public ClipBlock(ClipTower tower, ClipActivation activation, ScalarType type)
    {
        _activation = activation;
        _norm1 = AddModule("ln_1", new ClipNorm(tower.Width));
        _attention = AddModule("attn", new ClipAttention(tower, type));
        _norm2 = AddModule("ln_2", new ClipNorm(tower.Width));
        _fc = AddModule("mlp.c_fc", new ClipLinear(tower.Width, tower.Hidden, type));
        _proj = AddModule("mlp.c_proj", new ClipLinear(tower.Hidden, tower.Width, type));
    }

    /// <summary>x [N, T, width] in fp32 → the same.</summary>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        using var scope = TensorScope.Open();
        x = x.Add(_attention.Forward(_norm1.Forward(x), mask));
        var hidden = _fc.Forward(_norm2.Forward(x));
        var bent = _activation == ClipActivation.Gelu ? hidden.Gelu() : hidden.Mul(hidden.Mul(1.702).Sigmoid());
        return scope.Keep(x.Add(_proj.Forward(bent)));
    }
}

/// <summary>The blocks of a tower, one after another: <c>resblocks.0</c>, <c>resblocks.1</c>, …</summary>
internal sealed class ClipTransformer : Module
{
    private readonly ClipBlock[] _blocks;

    /// <summary>Leaves the weights unset, for a file to fill.</summary>
    public ClipTransformer(ClipTower tower, ClipActivation activation, ScalarType type) =>
        _blocks = [.. Enumerable.Range(0, tower.Layers).Select(i => AddModule($"resblocks.{i}", new ClipBlock(tower, activation, type)))];

    /// <summary>x [N, T, width] in fp32 → the same.</summary>
    public Tensor Forward(Tensor x, Tensor? mask = null) => _blocks.Aggregate(x, (value, block) => block.Forward(value, mask));
}
