using BenchmarkDotNet.Attributes;
using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Bench.Operators;

/// <summary>Which way of resampling by the FIR filter of StyleGAN2 is fastest? 16 pictures of 32² with 256 channels, twofold.</summary>
public class FirResampling : OperatorBenchmark
{
    private const long Batch = 16, Channels = 256, Side = 32;
    private Tensor _contiguous = null!, _channelsLast = null!, _filter = null!, _depthwise = null!;

    /// <summary>Enlarge or reduce.</summary>
    [Params("up", "down")]
    public string Direction { get; set; } = "";

    /// <inheritdoc/>
    protected override void Draw(RandomGenerator random, Func<Tensor, Tensor> keep)
    {
        var type = Precision == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32;
        var x = Tensor.Randn([Batch, Channels, Side, Side], random).To(type);
        (_contiguous, _channelsLast) = (keep(x), keep(x.Contiguous(MemoryFormat.ChannelsLast)));
        _filter = keep(ResampleFilter.Create(ResampleFilter.Binomial));
        // The filter is its own mirror image, so it needs no flip; enlarging spreads each pixel over four.
        _depthwise = keep(_filter.Mul(Direction == "up" ? 4 : 1).To(type).Unsqueeze(0).Unsqueeze(0).Repeat(Channels, 1, 1, 1));
    }

    /// <summary>libtorch's convolution with a group for each channel, on contiguous tensors.</summary>
    [Benchmark(Baseline = true)]
    public void GroupedConvolution() => Work(_contiguous, x => Direction == "up"
        ? Convolution.Transposed(x, _depthwise, 2 * Side, 2 * Side, 2, 1, Channels)
        : Convolution.Apply(x, _depthwise, 2, 1, Channels));

    /// <summary>Our kernel, which takes contiguous tensors.</summary>
    [Benchmark]
    public void OurKernel() => Work(_contiguous, Resample);

    /// <summary>libtorch's grouped convolution on channels-last tensors, which is what the operator does with them.</summary>
    [Benchmark]
    public void ChannelsLast() => Work(_channelsLast, Resample);

    private Tensor Resample(Tensor x) => Direction == "up" ? UpFirDn2d.Upsample2d(x, _filter) : UpFirDn2d.Downsample2d(x, _filter);
}
