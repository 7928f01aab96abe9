using Imago.Imaging;
using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Projection;

/// <summary>The picture that is searched for, and how near another comes.</summary>
public static class TargetPicture
{
    private const double Beyond = 0.05;

    /// <summary>Reads any picture as the network would make it: the largest centred square, resized by Lanczos; grey for a grey network.</summary>
    /// <exception cref="PictureException">It is no readable picture.</exception>
    /// <exception cref="LatentException">The network's pictures have neither one channel nor three.</exception>
    public static Picture Load(string path, GeneratorOptions options)
    {
        if (options.ImgChannels is not (1 or 3))
            throw new LatentException($"The network makes pictures of {options.ImgChannels} channels, expected 1 or 3: no photograph can be searched for in it.");
        var picture = PictureResizer.Load(path, options.ImgResolution);
        return options.ImgChannels == 3 ? picture : Grey(picture);
    }

    /// <summary>Peak signal-to-noise ratio in dB, 10·log₁₀(255² / mean squared difference of bytes); infinite for equal pictures.</summary>
    /// <exception cref="ArgumentException">The pictures have other shapes.</exception>
    public static double Psnr(Picture a, Picture b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if ((a.Width, a.Height, a.Channels) != (b.Width, b.Height, b.Channels))
            throw new ArgumentException($"Pictures of {a.Width} x {a.Height} x {a.Channels} and {b.Width} x {b.Height} x {b.Channels} were to be compared: both must have one shape.");
        var sum = a.Pixels.Zip(b.Pixels).Sum(static pair => Math.Pow(pair.First - pair.Second, 2));
        return 10 * Math.Log10(255.0 * 255 * a.Pixels.Length / sum);
    }

    /// <summary>
    /// What a picture of bytes shows of an image: beyond -1 and 1 all is black or white. A twentieth of what is beyond is left, so that derivatives lead back.
    /// </summary>
    internal static Tensor Seen(Tensor image)
    {
        using var scope = TensorScope.Open();
        return scope.Keep(image.Clamp(-1, 1).Mul(1 - Beyond).Add(image.Mul(Beyond)));
    }

    /// <summary>An image [1, channels, R, R] of about -1 to 1.</summary>
    internal static Rendering Rendering(Tensor image) => new(0, (int)image.Size(1), (int)image.Size(2), image.Detach().To(Device.Cpu).ToFloats());

    /// <summary>Luma of Rec. 709.</summary>
    private static Picture Grey(Picture picture)
    {
        var grey = new byte[picture.Width * picture.Height];
        for (var i = 0; i < grey.Length; i++)
        {
            var rgb = picture.Pixels.AsSpan(3 * i, 3);
            grey[i] = (byte)Math.Round((0.2126 * rgb[0]) + (0.7152 * rgb[1]) + (0.0722 * rgb[2]));
        }
        return new Picture(picture.Width, picture.Height, 1, grey);
    }
}
