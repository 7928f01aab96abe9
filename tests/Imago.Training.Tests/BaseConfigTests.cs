using Imago.Networks;

namespace Imago.Training.Tests;

/// <summary>The base configurations' numbers, as StyleGAN2-ADA's users know them.</summary>
public class BaseConfigTests
{
    // kimg, batch, batch on one device, mbstd group, channel base, learning rate, γ, EMA kimg, ramp, mapping layers
    [Theory]
    [InlineData("stylegan2", 25000, 32, 4, 4, 32768, 0.002, 10, 10, null, 8)]
    [InlineData("paper256", 25000, 64, 8, 8, 16384, 0.0025, 1, 20, null, 8)]
    [InlineData("paper512", 25000, 64, 8, 8, 32768, 0.0025, 0.5, 20, null, 8)]
    [InlineData("paper1024", 25000, 32, 4, 4, 32768, 0.002, 2, 10, null, 8)]
    [InlineData("cifar", 100000, 64, 32, 32, 32768, 0.0025, 0.01, 500, 0.05, 2)]
    public void The_fixed_configurations_do_not_depend_on_the_resolution(
        string name, int kimg, int batch, int batchGpu, int mbstd, int channelBase, double rate, double gamma, double emaKimg, double? ramp, int mapDepth)
    {
        foreach (var resolution in new[] { 32, 256, 1024 })
            AssertIs(BaseConfig.Of(name, resolution), kimg, batch, batchGpu, mbstd, channelBase, rate, gamma, emaKimg, ramp, mapDepth);
    }

    [Theory]
    [InlineData(32, 32, 16384, 0.0025, 0.0064, 10)]
    [InlineData(64, 32, 16384, 0.0025, 0.0256, 10)]
    [InlineData(128, 32, 16384, 0.0025, 0.1024, 10)]
    [InlineData(256, 16, 16384, 0.0025, 0.8192, 5)]
    [InlineData(512, 8, 32768, 0.0025, 6.5536, 2.5)]
    [InlineData(1024, 4, 32768, 0.002, 52.4288, 1.25)]
    public void Auto_follows_the_resolution(int resolution, int batch, int channelBase, double rate, double gamma, double emaKimg) =>
        AssertIs(BaseConfig.Of("auto", resolution), 25000, batch, batch, 4, channelBase, rate, gamma, emaKimg, 0.05, 2);

    [Fact]
    public void Only_cifar_goes_without_path_length_and_style_mixing_and_has_a_plain_discriminator()
    {
        Assert.Equal(["auto", "stylegan2", "paper256", "paper512", "paper1024", "cifar"], BaseConfig.Names);
        foreach (var name in BaseConfig.Names)
        {
            var config = BaseConfig.Of(name, 256);
            Assert.Equal(
                name == "cifar" ? (0, 0, Architecture.Orig) : (2, 0.9, Architecture.Resnet),
                (config.PathLengthWeight, config.StyleMixing, config.DiscriminatorArchitecture));
        }
        Assert.Contains("expected one of auto, stylegan2", Assert.Throws<ArgumentException>(() => BaseConfig.Of("stylegan3", 256)).Message, StringComparison.Ordinal);
    }

    private static void AssertIs(
        BaseConfig config, int kimg, int batch, int batchGpu, int mbstd, int channelBase, double rate, double gamma, double emaKimg, double? ramp, int mapDepth)
    {
        Assert.Equal(
            (kimg, batch, batchGpu, mbstd, channelBase, rate, emaKimg, ramp, mapDepth),
            (config.Kimg, config.Batch, config.BatchGpu, config.MbstdGroup, config.ChannelBase, config.LearningRate, config.EmaKimg, config.EmaRampup, config.MapDepth));
        Assert.Equal(gamma, config.Gamma, 1e-12);
    }
}
