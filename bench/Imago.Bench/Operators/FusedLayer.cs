using BenchmarkDotNet.Attributes;
using Imago.Networks;
using Imago.Networks.Layers;
using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Bench.Operators;

/// <summary>What does a layer of the synthesis network in one go bring? One picture in bf16, with noise; as many channels out as in.</summary>
public class FusedLayer : IDisposable
{
    private SynthesisLayer _layer = null!;
    private FusedWeight _fused = null!;
    private Tensor _x = null!, _w = null!, _activations = null!, _scale = null!, _bias = null!, _noise = null!, _next = null!;
    private Tensor? _taps;
    private long _side;

    /// <summary>Side before the layer, channels, and whether it enlarges.</summary>
    [Params("4², 512", "32², 512", "32² to 64², 512", "256², 64", "128² to 256², 64", "1024², 32", "512² to 1024², 32")]
    public string Size { get; set; } = "";

    /// <summary>Draws the inputs.</summary>
    [GlobalSetup]
    public void Setup()
    {
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(1);
        _side = long.Parse(Size[..Size.IndexOf('²', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
        var (channels, up) = (long.Parse(Size[(Size.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture), Size.Contains("to", StringComparison.Ordinal) ? 2 : 1);
        _layer = new SynthesisLayer(channels, channels, 512, _side * up, random, up, clamp: 256) { Training = false };
        foreach (var (_, parameter) in _layer.NamedParameters())
            parameter.Record(false);
        var weight = Tensor.Randn([channels, channels, 3, 3], random);
        (_x, _w) = (scope.Keep(Tensor.Randn([1, channels, _side, _side], random).To(ScalarType.BFloat16, MemoryFormat.ChannelsLast)), scope.Keep(Tensor.Randn([1, 512], random)));
        _fused = FusedWeight.Of(weight, ScalarType.BFloat16);
        _activations = scope.Keep(FusedLayers.Input(_x.To(ScalarType.Float32), Tensor.Ones([1, channels]), ScalarType.BFloat16));
        (_scale, _bias, _next) = (scope.Keep(Tensor.Rand([1, channels], random)), scope.Keep(Tensor.Randn([channels], random)), scope.Keep(Tensor.Randn([1, channels], random)));
        _noise = scope.Keep(Tensor.Randn([_side * up, _side * up], random));
        _taps = up == 1 ? null : FusedTaps.Of(ResampleFilter.Create(ResampleFilter.Binomial)).Values;
    }

    /// <inheritdoc/>
    [GlobalCleanup]
    public void Dispose()
    {
        _layer.Dispose();
        _fused.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>By libtorch's operators, with a weight that was converted once; the style's own product, which is small, is in it.</summary>
    [Benchmark(Baseline = true)]
    public void Operators()
    {
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        _layer.Forward(_x, _w, Noise.Const);
    }

    /// <summary>In one go, or two where it enlarges.</summary>
    [Benchmark]
    public void Fused()
    {
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        FusedLayers.Apply(_activations, _side, _fused.Packed, _scale, _bias, _noise, _next, null, _taps, 0.2, Math.Sqrt(2), 256);
    }
}
