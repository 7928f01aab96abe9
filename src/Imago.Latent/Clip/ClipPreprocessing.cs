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
        long Size(int length) => (long)side * length / shorter;
        // Halves go to the even number, as in the program that the networks were trained with.
        long Before(int length) => (long)Math.Round((Size(length) - side) / 2.0);
        var square = BicubicResizer.Resize(picture, Size(picture.Width), Size(picture.Height), (Before(picture.Width), Before(picture.Height), side, side));
        return square.Channels == 3 ? square : new Picture(side, side, 3, [.. square.Pixels.SelectMany(static one => new[] { one, one, one })]);
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
