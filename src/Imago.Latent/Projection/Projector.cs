using Imago.Imaging;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Latent.Projection;

/// <summary>What a projection found.</summary>
/// <param name="Latent">In w, for every other command.</param>
/// <param name="Distance">The least that a step has measured.</param>
/// <param name="Steps">How many steps were taken: fewer than asked for where it was stopped.</param>
public sealed record Found(LatentCode Latent, double Distance, int Steps);

/// <summary>
/// Finds a picture in a network: the w whose picture is nearest to it (Karras et al. 2020, arXiv:1912.04958, appendix D), and where that is not near enough, a copy of the network that
/// is tuned round that w (Roich et al. 2021, arXiv:2106.05744). The network itself stays as it is.
/// </summary>
/// <example><code>
/// using var renderer = new Renderer(NetworkFile.Read("network.safetensors", NetworkParts.Generator));
/// using var projector = new Projector(renderer);
/// using var distance = new ColourDistance();
/// var found = projector.Find(TargetPicture.Load("photo.jpg", renderer.Options), distance, new ProjectionOptions { Steps = 300 });
/// PictureWriter.Save("proj.png", renderer.Render(new RenderRequest { Latent = found.Latent }).ToPicture());
/// </code></example>
/// <param name="renderer">The network; not owned.</param>
public sealed class Projector(Renderer renderer) : IDisposable
{
    /// <summary>The changed copy of the network: with searched noise maps (<see cref="NoiseMaps.Optimise"/>), tuned, or both. Null before. It belongs to this object.</summary>
    public Renderer? Tuned { get; private set; }

    /// <summary>Searches for the w of a picture.</summary>
    /// <param name="target">Of the network's size and channels; see <see cref="TargetPicture.Load"/>.</param>
    /// <param name="distance">What near means.</param>
    /// <param name="options">How it searches.</param>
    /// <param name="told">Told of every step.</param>
    /// <param name="looked">Told how many of the starts have been looked at.</param>
    /// <param name="cancel">Stops between steps; what was found by then is the result.</param>
    /// <returns>The nearest w of all steps. The same arguments give the same on the same machine.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, or does not fit the network.</exception>
    /// <exception cref="LatentException">The network's pictures are not finite.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before the first step.</exception>
    public Found Find(
        Picture target, IPictureDistance distance, ProjectionOptions options, Action<ProjectionStep>? told = null, Action<int>? looked = null, CancellationToken cancel = default)
    {
        Check(options, null);
        cancel.ThrowIfCancellationRequested();
        using var scope = TensorScope.Open();
        distance.MoveTo(renderer.Device);
        var generator = options.NoiseMaps == NoiseMaps.Fixed ? renderer.Generator : Changed().Generator;
        return In(options.Precision, generator, () => new LatentSearch(generator, renderer.Device, distance, options).Run(Numbers(target), looked, told, cancel));
    }

    /// <summary>Tunes a copy of the network, <see cref="Tuned"/>, until it shows the picture where it was found.</summary>
    /// <param name="target">The picture.</param>
    /// <param name="latent">In w, where it was found.</param>
    /// <param name="distance">What near means.</param>
    /// <param name="options">How it tunes.</param>
    /// <param name="told">Told of every step.</param>
    /// <param name="cancel">Stops between steps; the copy is tuned as far as it came.</param>
    /// <returns>How many steps were taken: fewer than asked for where it was stopped.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, or does not fit the network.</exception>
    public int Tune(Picture target, LatentCode latent, IPictureDistance distance, TuningOptions options, Action<ProjectionStep>? told = null, CancellationToken cancel = default)
    {
        Check(null, options);
        using var scope = TensorScope.Open();
        distance.MoveTo(renderer.Device);
        var network = renderer.Options;
        var ws = Tensor.From(latent.Values, 1, network.NumWs, network.WDim).To(renderer.Device);
        var copy = Changed().Generator;
        return In(options.Precision, copy, () => GeneratorTuning.Run(copy, renderer.Generator, renderer.Device, ws, Numbers(target), distance, options, told, cancel));
    }

    /// <summary>Whether the options are in their ranges and fit the network.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    internal void Check(ProjectionOptions? search, TuningOptions? tuning)
    {
        if (search is not null)
        {
            search.Check();
            CheckClass(search.Class);
        }
        if (tuning is not null)
        {
            tuning.Check();
            CheckClass(tuning.Class);
        }
    }

    /// <summary>Frees the copy.</summary>
    public void Dispose() => Tuned?.Dispose();

    private Renderer Changed() => Tuned ??= new Renderer(new Network(renderer.Generator.Copy(), null, renderer.Training), renderer.Device);

    private static T In<T>(Precision precision, Generator generator, Func<T> work)
    {
        var before = generator.Synthesis.Precision;
        generator.Synthesis.Precision = precision;
        try
        {
            return work();
        }
        finally
        {
            generator.Synthesis.Precision = before;
        }
    }

    private Tensor Numbers(Picture target) =>
        PictureTensors.ToTensor(target, target.Channels, renderer.Device).AssertShape(1, renderer.Options.ImgChannels, renderer.Options.ImgResolution, renderer.Options.ImgResolution);

    private void CheckClass(int? number)
    {
        var classes = renderer.Options.CDim;
        if (classes == 0 && number is not null)
            throw new ArgumentException($"The class {number} was asked for, but the network was trained without labels: leave out the class.");
        if (classes > 0 && (number is null || number < 0 || number >= classes))
            throw new ArgumentException($"The network was trained with labels, so a projection begins in a class: it is {number?.ToString() ?? "not given"}, expected 0 to {classes - 1}.");
    }
}
