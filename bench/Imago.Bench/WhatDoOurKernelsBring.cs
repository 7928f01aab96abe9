using System.Globalization;
using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Bench;

/// <summary>
/// How much time do bf16 convolutions and the kernels of our own save? Shapes of a block of 32² with 256 channels in a batch of 16; random numbers,
/// the median of the rounds, forward alone and with the gradients. Arguments: [ROUNDS].
/// </summary>
internal static class WhatDoOurKernelsBring
{
    private const long Batch = 16, Channels = 256, Side = 32;

    public static void Run(string[] arguments)
    {
        var rounds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 15;
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(1);
        var weight = Tensor.Randn([Channels, Channels, 3, 3], random).Mul(0.02);
        var bias = Tensor.Randn([Channels], random);
        var filter = ResampleFilter.Create(ResampleFilter.Binomial);
        var single = Tensor.Randn([Batch, Channels, Side, Side], random);
        var half = single.To(ScalarType.BFloat16).Contiguous(MemoryFormat.ChannelsLast);

        Console.WriteLine($"{TorchLibrary.Threads} threads, {rounds} rounds");
        Console.WriteLine("| work | way | forward, ms | with gradients, ms |");
        Console.WriteLine("|---|---|---|---|");
        var weightOfHalf = weight.To(ScalarType.BFloat16).Contiguous(MemoryFormat.ChannelsLast);
        Row("3×3 convolution", "fp32", single, x => Convolution.Apply(x, weight, padding: 1));
        Row("3×3 convolution", "bf16, channels last", half, x => Convolution.Apply(x, weightOfHalf, padding: 1));
        Row("upsample twofold", "fp32, ours", single, x => UpFirDn2d.Upsample2d(x, filter));
        Row("upsample twofold", "fp32, libtorch's convolution, channels last", single.Contiguous(MemoryFormat.ChannelsLast), x => UpFirDn2d.Upsample2d(x, filter));
        Row("upsample twofold", "bf16, libtorch's convolution, channels last", half, x => UpFirDn2d.Upsample2d(x, filter));
        Row("downsample twofold", "fp32, ours", single, x => UpFirDn2d.Downsample2d(x, filter));
        var depthwise = filter.Unsqueeze(0).Unsqueeze(0).Repeat(Channels, 1, 1, 1);
        Row("downsample twofold", "fp32, libtorch's convolution, contiguous", single, x => Convolution.Apply(x, depthwise, 2, 1, Channels));
        Row("downsample twofold", "fp32, libtorch's convolution, channels last", single.Contiguous(MemoryFormat.ChannelsLast), x => UpFirDn2d.Downsample2d(x, filter));
        Row("downsample twofold", "bf16, libtorch's convolution, channels last", half, x => UpFirDn2d.Downsample2d(x, filter));
        var gain = Activation.LeakyRelu.Gain();
        Row("bias, leaky ReLU, gain, clamp", "fp32, ours", single, x => BiasAct.Apply(x, bias, Activation.LeakyRelu, clamp: 256));
        Row("bias, leaky ReLU, gain, clamp", "fp32, libtorch's operators", single, x => BiasAct.Reference(x, bias, Activation.LeakyRelu, gain, 256));
        Row("bias, leaky ReLU, gain, clamp", "bf16, ours", half, x => BiasAct.Apply(x, bias, Activation.LeakyRelu, clamp: 256));
        Row("bias, leaky ReLU, gain, clamp", "bf16, libtorch's operators", half, x => BiasAct.Reference(x, bias, Activation.LeakyRelu, gain, 256));

        void Row(string work, string way, Tensor input, Func<Tensor, Tensor> operation)
        {
            var forward = 1000 * Timing.Median(rounds, 2, () =>
            {
                using var grad = Autograd.NoGrad();
                operation(input);
            });
            var both = 1000 * Timing.Median(rounds, 2, () =>
            {
                var x = input.Detach().SetRequiresGrad(true);
                Autograd.Grad(operation(x).Sum(), x);
            });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {work} | {way} | {forward:0.00} | {both:0.00} |"));
        }
    }
}
