using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Latent.Tests.Examples;

/// <summary>What stands between <c>// example</c> and <c>// end</c> in these tests stands in docs/library.md too: a test of the documents compares them. They run in a folder of their own.</summary>
public abstract class ExampleTest : LeakCheck
{
    private readonly string _before = Directory.GetCurrentDirectory();

    protected ExampleTest()
    {
        Directory.SetCurrentDirectory(At(""));
        using var random = new RandomGenerator(3);
        using var generator = Some.Generator();
        using var discriminator = new Discriminator(new() { ImgResolution = 16, ChannelBase = 256, ChannelMax = 16 }, random);
        NetworkFile.Write("network.safetensors", generator, discriminator, new());
    }

    public override void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.SetCurrentDirectory(_before);
        base.Dispose();
    }

    protected static Renderer Opened() => new(NetworkFile.Read("network.safetensors", NetworkParts.Generator));
}
