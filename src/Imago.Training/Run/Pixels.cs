using Imago.Imaging;
using Imago.Torch;

namespace Imago.Training.Run;

/// <summary>Where pictures of bytes and pictures of numbers meet.</summary>
internal static class Pixels
{
    /// <summary>Bytes [N, C, H, W] of 0 to 255 → fp32 of -1 to 1: x / 127.5 - 1. A GPU fetches the bytes, a quarter of the numbers, while it works.</summary>
    internal static Tensor ToTensor(byte[] pixels, int count, int channels, int resolution, Device device)
    {
        using var scope = TensorScope.Open();
        var bytes = Tensor.From(pixels, count, channels, resolution, resolution);
        return scope.Keep((device.IsCuda ? bytes.PinMemory() : bytes).To(device).To(ScalarType.Float32).Div(127.5).Add(-1));
    }

    /// <summary>fp32 [N, C, H, W] → bytes: x · 127.5 + 128, bounded and cut off, as StyleGAN2-ADA does.</summary>
    internal static byte[] ToBytes(Tensor images)
    {
        using var scope = TensorScope.Open();
        return images.Mul(127.5).Add(128).Clamp(0, 255).To(ScalarType.Byte).ToArray<byte>();
    }

    /// <summary>Generated pictures as pictures.</summary>
    internal static IEnumerable<Picture> ToPictures(Tensor images)
    {
        var (count, channels, resolution) = ((int)images.Size(0), (int)images.Size(1), (int)images.Size(2));
        var bytes = ToBytes(images);
        var size = channels * resolution * resolution;
        return Enumerable.Range(0, count).Select(i => ToPicture(bytes.AsSpan(i * size, size).ToArray(), channels, resolution)).ToList();
    }

    /// <summary>Bytes [C, H, W] → a picture, whose channels are interleaved.</summary>
    internal static Picture ToPicture(byte[] planes, int channels, int resolution)
    {
        var interleaved = new byte[planes.Length];
        var area = resolution * resolution;
        for (var c = 0; c < channels; c++)
            for (var i = 0; i < area; i++)
                interleaved[(i * channels) + c] = planes[(c * area) + i];
        return new Picture(resolution, resolution, channels, interleaved);
    }
}
