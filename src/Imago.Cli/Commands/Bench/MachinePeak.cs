using Imago.Torch;

namespace Imago.Cli.Commands.Bench;

/// <summary>What this machine's libtorch reaches where nothing stands in its way, in thousand million operations a second.</summary>
/// <param name="Device">Where.</param>
/// <param name="Threads">Threads within an operator.</param>
/// <param name="GemmFp32">A product of two fp32 matrices of 2048², with OpenBLAS on one thread, as it is in Imago.</param>
/// <param name="GemmBf16">The same in bf16.</param>
/// <param name="ConvolutionFp32">The best 3×3 convolution found, in fp32.</param>
/// <param name="ConvolutionBf16">The same in bf16, channels last.</param>
internal sealed record MachinePeak(string Device, int Threads, double GemmFp32, double GemmBf16, double ConvolutionFp32, double ConvolutionBf16)
{
    private const long Side = 2048;

    /// <summary>Channels and sides of StyleGAN's blocks, of about the same arithmetic.</summary>
    private static readonly (long Channels, long Side)[] s_convolutions = [(512, 32), (512, 64), (256, 128), (128, 256), (64, 512)];

    /// <summary>Measures it, with random numbers.</summary>
    public static MachinePeak Measure(int repeat, CancellationToken stop)
    {
        using var none = Autograd.NoGrad();
        using var random = new RandomGenerator(1);
        return new("cpu", TorchLibrary.Threads, Gemm(ScalarType.Float32), Gemm(ScalarType.BFloat16), Best(ScalarType.Float32), Best(ScalarType.BFloat16));

        double Gemm(ScalarType type)
        {
            using var scope = TensorScope.Open();
            var (a, b) = (Tensor.Randn([Side, Side], random).To(type), Tensor.Randn([Side, Side], random).To(type));
            return 2e-9 * Side * Side * Side / Timing.Median(repeat, 2, () => a.MatMul(b), stop: stop);
        }

        double Best(ScalarType type) => s_convolutions.Max(shape =>
        {
            using var scope = TensorScope.Open();
            var format = type.IsHalf() ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
            var x = Tensor.Randn([1, shape.Channels, shape.Side, shape.Side], random).To(type, format);
            var weight = Tensor.Randn([shape.Channels, shape.Channels, 3, 3], random).To(type, format);
            return 2e-9 * 9 * shape.Channels * shape.Channels * shape.Side * shape.Side / Timing.Median(repeat, 2, () => Convolution.Apply(x, weight, padding: 1), stop: stop);
        });
    }
}
