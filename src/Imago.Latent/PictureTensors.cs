using Imago.Imaging;
using Imago.Torch;

namespace Imago.Latent;

/// <summary>Pictures of any size as numbers from -1 to 1 and back, as networks see them.</summary>
internal static class PictureTensors
{
    /// <summary>[1, channels, height, width]: the middle of what <see cref="Rendering.ToPicture"/> rounds to each byte. Grey becomes three channels, or colours one, where the network wants it.</summary>
    internal static Tensor ToTensor(Picture picture, int channels, Device device = default)
    {
        using var scope = TensorScope.Open();
        var bytes = Tensor.From(picture.Pixels, 1, picture.Height, picture.Width, picture.Channels).To(device).To(ScalarType.Float32).Permute(0, 3, 1, 2).Slice(1, 0, Math.Min(picture.Channels, 3)); // [1, C, H, W]
        var fitting = bytes.Size(1) == channels ? bytes : channels == 1 ? bytes.Mean([1], keepDims: true) : bytes.Repeat(1, channels, 1, 1);
        return scope.Keep(fitting.Add(-127.5).Div(127.5).Contiguous());
    }

    /// <summary>[1, channels, height, width] of about -1 to 1 → 8 bits, rounded as <see cref="Rendering.ToPicture"/> does.</summary>
    internal static Picture ToPicture(Tensor x)
    {
        using var scope = TensorScope.Open();
        var bytes = x.Mul(127.5).Add(128).Clamp(0, 255).To(ScalarType.Byte).Permute(0, 2, 3, 1).Contiguous(); // [1, H, W, C]
        return new Picture((int)x.Size(3), (int)x.Size(2), (int)x.Size(1), bytes.ToArray<byte>());
    }
}
