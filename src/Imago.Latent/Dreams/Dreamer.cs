using Imago.Imaging;
using Imago.Networks;
using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Latent.Dreams;

/// <summary>
/// Inceptionism (Mordvintsev, Olah and Tyka 2015) through a network's own discriminator: what its layers believe to see in a picture is made stronger, step by step along the gradient,
/// in one size after the other. So a picture fills with the parts of which the network's training pictures consist.
/// </summary>
/// <example><code>
/// using var network = NetworkFile.Read(BundledNetwork.Location);
/// using var dreamer = new Dreamer(network.Discriminator!, new() { Goals = [new("b32")] });
/// PictureWriter.Save("dream.png", dreamer.Dream(PictureResizer.Load("photo.jpg", 512)));
/// DreamFilm.Write(dreamer, dreamer.Noise(512, 512), "dream.mp4", new() { Frames = 300 });
/// </code></example>
public sealed class Dreamer : IDisposable
{
    private readonly Discriminator _discriminator;
    private readonly DreamOptions _options;
    private readonly Device _device;
    private readonly GradientAscent _ascent;

    /// <summary>Prepares a discriminator; it is not owned, and its weights stay as they are.</summary>
    /// <param name="discriminator">The network.</param>
    /// <param name="options">How to dream.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="precision">fp32 where nothing is said; 16 bit in the highest blocks is faster where the processor has the instructions, and dreams the same kind of dream.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a goal names a layer or channel that the network does not have.</exception>
    public Dreamer(Discriminator discriminator, DreamOptions options, Device device = default, Precision? precision = null)
    {
        ArgumentNullException.ThrowIfNull(discriminator);
        ArgumentNullException.ThrowIfNull(options);
        DreamChecks.Check(discriminator, options);
        (_discriminator, _options, _device) = (discriminator, options, device);
        _discriminator.MoveTo(device);
        _discriminator.Precision = precision ?? Precision.Float32;
        _discriminator.Record(false);
        _discriminator.Training = false;
        _ascent = new(discriminator, options, device);
    }

    /// <summary>The least columns and rows that a picture needs, so that the deepest goal sees 2 x 2 places.</summary>
    public int LeastSide => _ascent.LeastSide;

    /// <summary>Noise to begin with, the same for the same seed: soft stains of all sizes from two pixels on, nearly grey.</summary>
    public Picture Noise(int width, int height)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator((ulong)_options.Seed);
        var x = Tensor.Zeros([1, _discriminator.Options.ImgChannels, height, width]);
        for (var size = 2; size <= 64; size *= 2)
        {
            var (rows, columns) = (Math.Max(1, height / size), Math.Max(1, width / size));
            x = x.Add(Bilinear.Resize(Tensor.Randn([1, _discriminator.Options.ImgChannels, rows, columns], random), height, width));
        }
        return PictureTensors.ToPicture(x.Mean([1], keepDims: true).Lerp(x, 0.35).Mul(0.15)); // with a little colour
    }

    /// <summary>Dreams on a picture.</summary>
    /// <param name="start">Of any size from <see cref="LeastSide"/> on.</param>
    /// <param name="progress">Told how many of how many steps are done.</param>
    /// <param name="cancel">Looked at between steps.</param>
    /// <returns>A picture of the same size.</returns>
    /// <exception cref="ArgumentException">The picture is too small.</exception>
    /// <exception cref="LatentException">There is too little memory.</exception>
    public Picture Dream(Picture start, Action<int, int>? progress = null, CancellationToken cancel = default)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator((ulong)_options.Seed);
        return PictureTensors.ToPicture(_ascent.Run(ToTensor(start), random, _options.Steps, progress, cancel));
    }

    /// <summary>
    /// A film that never ends and falls into its own pictures: the first is the dream of a picture, each one after it the last one, a little larger, dreamt on.
    /// </summary>
    /// <param name="start">As in <see cref="Dream(Picture, Action{int, int}?, CancellationToken)"/>.</param>
    /// <param name="zoom">How much larger each is than the one before, about its middle: 1.01.</param>
    /// <param name="steps">Steps in each size for each picture but the first.</param>
    /// <param name="cancel">Looked at between steps.</param>
    public IEnumerable<Picture> Zoom(Picture start, double zoom, int steps, CancellationToken cancel = default)
    {
        if (!(zoom is > 0.5 and < 2))
            throw new ArgumentException($"The zoom is {zoom} a picture, expected 0.5 to 2; 1.01 is usual.");
        if (steps < 0)
            throw new ArgumentException($"{steps} steps were asked for, expected 0 or more.");
        return Falling(start, zoom, steps, cancel);
    }

    /// <summary>Frees what is its own.</summary>
    public void Dispose() => _ascent.Dispose();

    /// <summary>Numbers, not pictures, go from frame to frame: what is rounded to bytes again and again does not move.</summary>
    private IEnumerable<Picture> Falling(Picture start, double zoom, int steps, CancellationToken cancel)
    {
        using var random = new RandomGenerator((ulong)_options.Seed);
        Tensor Frame(Func<Tensor> make)
        {
            using var scope = TensorScope.Open();
            return TensorScope.Free(make());
        }
        var x = Frame(() => _ascent.Run(ToTensor(start), random, _options.Steps, null, cancel));
        using var brightness = Frame(() => x.Mean([2, 3], keepDims: true)); // [1, channels, 1, 1]
        using var contrast = Frame(() => Contrast(x));
        try
        {
            while (true)
            {
                yield return PictureTensors.ToPicture(x);
                var next = Frame(() =>
                {
                    var dream = _ascent.Run(Bilinear.Zoom(x, zoom), random, steps, null, cancel);
                    return steps == 0 ? dream : Calmed(dream, brightness, contrast);
                });
                x.Dispose();
                x = next;
            }
        }
        finally
        {
            x.Dispose();
        }
    }

    /// <summary>
    /// The picture with the brightness and at most the contrast, in each colour, with which the film began: each frame adds some, and without this all ends in black and white.
    /// </summary>
    private static Tensor Calmed(Tensor x, Tensor brightness, Tensor contrast)
    {
        using var scope = TensorScope.Open();
        var factor = contrast.Div(Contrast(x)).Clamp(max: 1);
        return scope.Keep(x.Sub(x.Mean([2, 3], keepDims: true)).Mul(factor).Add(brightness));
    }

    /// <summary>The standard deviation of each colour: [1, channels, 1, 1].</summary>
    private static Tensor Contrast(Tensor x) => x.Sub(x.Mean([2, 3], keepDims: true)).Square().Mean([2, 3], keepDims: true).Add(1e-6).Sqrt();

    private Tensor ToTensor(Picture start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return Math.Min(start.Width, start.Height) >= LeastSide ? PictureTensors.ToTensor(start, _discriminator.Options.ImgChannels, _device)
            : throw new ArgumentException($"A picture of {start.Width} x {start.Height} is too small for the layers {string.Join(", ", _options.Goals.Select(static goal => goal.Layer))}, expected {LeastSide} pixels or more along each side: take a larger one, or a layer nearer to the picture.");
    }
}
