using Imago.Imaging;
using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent.Clip;

/// <summary>Pictures as CLIP was trained to see them: the shorter side becomes that of the network, the middle is cut out, each channel of 0 to 1 loses its mean and is divided by its deviation.</summary>
public static class ClipPreprocessing
{
    /// <summary>The middle square of a picture in the network's size.</summary>
    /// <param name="picture">Grey or RGB.</param>
    /// <param name="side">Columns and rows of the result.</param>
    /// <returns>Three channels.</returns>
    public static Picture Fit(Picture picture, int side)
    {
        var shorter = Math.Min(picture.Width, picture.Height);
        int Size(int length) => length == shorter ? side : (int)((long)side * length / shorter);
        var resized = BicubicResizer.Resize(picture, Size(picture.Width), Size(picture.Height));
        // Halves go to the even number, as in the program that the networks were trained with.
        var (left, top) = ((int)Math.Round((resized.Width - side) / 2.0), (int)Math.Round((resized.Height - side) / 2.0));
        var pixels = new byte[side * side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (at, channel) = Math.DivRem(i, 3);
            pixels[i] = resized.Pixels[((((top + (at / side)) * resized.Width) + left + (at % side)) * resized.Channels) + Math.Min(channel, resized.Channels - 1)];
        }
        return new Picture(side, side, 3, pixels);
    }

    /// <summary>Squares of the network's size → [N, 3, side, side] in fp32.</summary>
    /// <param name="squares">What <see cref="Fit"/> gave; one or more.</param>
    /// <param name="options">The network's shape, mean and deviation.</param>
    public static Tensor ToTensor(IReadOnlyList<Picture> squares, ClipOptions options)
    {
        using var scope = TensorScope.Open();
        var side = options.ImageResolution;
        var bytes = Tensor.Filled(ScalarType.Byte, [squares.Count, side, side, 3], to =>
        {
            for (var i = 0; i < squares.Count; i++)
                squares[i].Pixels.CopyTo(to[(i * side * side * 3)..]);
        });
        var (mean, deviation) = (Tensor.From([.. options.Mean], 3).To(ScalarType.Float32), Tensor.From([.. options.Deviation], 3).To(ScalarType.Float32));
        return scope.Keep(bytes.To(ScalarType.Float32).Div(255).Sub(mean).Div(deviation).Permute(0, 3, 1, 2)); // channels last as they came
    }
}
