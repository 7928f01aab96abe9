using Imago.Imaging;
using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Labels;

/// <summary>
/// What a discriminator sees on pictures, as vectors: mean and standard deviation over the picture of every unit of its deepest blocks. It learnt to see for one purpose only, so it knows textures,
/// colours and what its training pictures were of; it knows no words.
/// </summary>
public sealed class DiscriminatorFeatures
{
    private const int Blocks = 3;

    private readonly Discriminator _discriminator;
    private readonly Device _device;
    private readonly string[] _layers;

    /// <summary>Looks through a discriminator.</summary>
    /// <param name="discriminator">It stays its owner's, and is moved to the device.</param>
    /// <param name="device">Where it computes.</param>
    public DiscriminatorFeatures(Discriminator discriminator, Device device = default)
    {
        (_discriminator, _device) = (discriminator, device);
        discriminator.MoveTo(device);
        discriminator.Record(false);
        var blocks = discriminator.Layers.Where(static layer => !layer.Name.Contains('.', StringComparison.Ordinal)).TakeLast(Blocks).ToArray();
        (_layers, Dimensions) = ([.. blocks.Select(static layer => layer.Name)], 2 * blocks.Sum(static layer => layer.Units));
    }

    /// <summary>How long a vector is.</summary>
    public int Dimensions { get; }

    /// <summary>The vectors of pictures, [N, dimensions], rows first. Pictures of another size are resized to the network's.</summary>
    public float[] Of(IReadOnlyList<Picture> pictures)
    {
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        var (side, channels) = (_discriminator.Options.ImgResolution, _discriminator.Options.ImgChannels);
        var x = Tensor.Cat([.. pictures.AsParallel().AsOrdered().Select(picture => PictureResizer.Fit(picture, side, side)).AsEnumerable().Select(picture => PictureTensors.ToTensor(picture, channels))], 0).To(_device);
        var parts = _discriminator.Activations(x, _layers).SelectMany(static y =>
        {
            var values = y.To(ScalarType.Float32); // [N, units, h, w]
            var mean = values.Mean([2, 3], keepDims: true);
            return (Tensor[])[mean.Reshape(mean.Size(0), -1), values.Sub(mean).Square().Mean([2, 3]).Sqrt()];
        }).ToArray();
        return Tensor.Cat(parts, 1).To(Device.Cpu).ToFloats();
    }
}
