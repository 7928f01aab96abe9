using Imago.Imaging;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Latent.Clip;

/// <summary>Files of pictures as vectors.</summary>
/// <param name="Files">Those that could be read, in the order given.</param>
/// <param name="Vectors">Their vectors, [N, dim] of length 1, on the CPU.</param>
/// <param name="Refused">The others.</param>
public sealed record ClipPictures(IReadOnlyList<string> Files, Tensor Vectors, IReadOnlyList<RefusedPicture> Refused);

/// <summary>A file that is no readable picture.</summary>
/// <param name="File">The file.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record RefusedPicture(string File, string Reason);

/// <summary>Pictures and texts as vectors of length 1, whose products are the cosines by which they belong together.</summary>
public sealed class ClipEncoder : IDisposable
{
    private const int Batch = 32;

    private readonly ClipModel _model;
    private readonly ClipTokenizer _tokenizer;

    /// <summary>Takes a network over.</summary>
    /// <param name="model">The network, which is disposed with this.</param>
    /// <param name="tokenizer">Its tokens.</param>
    /// <exception cref="NetworkException">They do not belong together.</exception>
    public ClipEncoder(ClipModel model, ClipTokenizer tokenizer)
    {
        if (tokenizer.VocabularySize != model.Options.VocabularySize)
            throw new NetworkException($"The network has {model.Options.VocabularySize:N0} tokens and the vocabulary {tokenizer.VocabularySize:N0}: put the vocab.json and merges.txt of these weights beside them.");
        (_model, _tokenizer) = (model, tokenizer);
    }

    /// <summary>Sentences about paintings with a place for a word; the mean over them knows the word better than any one.</summary>
    public static IReadOnlyList<string> PaintingTemplates { get; } = ["a painting of {}", "art of the {}", "an abstract painting evoking {}", "{}"];

    /// <summary>Length of the vectors.</summary>
    public int EmbedDim => _model.Options.EmbedDim;

    /// <summary>Reads a network and its vocabulary.</summary>
    /// <param name="path">The weights; see <see cref="ClipFile.Read"/>.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="type">fp32 or bf16.</param>
    /// <param name="activation">What the network was trained with, where the file does not say.</param>
    /// <exception cref="NetworkException">The file cannot be used.</exception>
    public static ClipEncoder Open(string path, Device device = default, ScalarType type = ScalarType.Float32, ClipActivation? activation = null)
    {
        var tokenizer = ClipTokenizer.Beside(path);
        var model = ClipFile.Read(path, type, activation);
        try
        {
            model.MoveTo(device);
            return new(model, tokenizer);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The vectors of texts, [M, dim] of length 1 on the CPU.</summary>
    /// <param name="texts">The texts, one or more; of one that is longer than the network's context the beginning counts.</param>
    /// <param name="templates">Sentences in which <c>{}</c> stands for the text: the mean of their vectors, brought to length 1 again. Null for the text alone.</param>
    /// <exception cref="ArgumentException">No text, or a template without {}.</exception>
    public Tensor Texts(IReadOnlyList<string> texts, IReadOnlyList<string>? templates = null)
    {
        templates ??= ["{}"];
        if (texts.Count == 0 || templates.Count == 0)
            throw new ArgumentException($"{texts.Count} texts and {templates.Count} templates were given, expected one or more of each.");
        if (templates.FirstOrDefault(static one => !one.Contains("{}", StringComparison.Ordinal)) is { } bare)
            throw new ArgumentException($"The template '{bare}' has no {{}} where the text belongs.");
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        var sentences = texts.SelectMany(text => templates.Select(template => _tokenizer.Encode(template.Replace("{}", text, StringComparison.Ordinal), _model.Options.ContextLength))).ToArray();
        var vectors = sentences.Chunk(Batch).Select(batch => Computed(() => _model.Text.Forward(batch))).ToArray();
        var perText = Tensor.Cat(vectors, 0).Reshape(texts.Count, templates.Count, -1).Mean([1]); // [M, templates, dim] → [M, dim]
        return scope.Keep(ClipModel.Unit(perText));
    }

    /// <summary>The vectors of files; while some are computed the next are read. Those that are no pictures are left out and named.</summary>
    /// <param name="files">Picture files of any kind.</param>
    /// <param name="progress">Told how many files are done.</param>
    /// <param name="cancel">Stops between pictures.</param>
    public ClipPictures Pictures(IReadOnlyList<string> files, Action<int>? progress = null, CancellationToken cancel = default)
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        var (taken, refused, vectors) = (new List<string>(), new List<RefusedPicture>(), new List<Tensor>());
        foreach (var read in OrderedWork.Run(files, Read, Environment.ProcessorCount, 2 * Batch, cancel).Chunk(Batch))
        {
            refused.AddRange(read.Select(static one => one.Refused).OfType<RefusedPicture>());
            taken.AddRange(read.Where(static one => one.Square is not null).Select(static one => one.File));
            if (read.Select(static one => one.Square).OfType<Picture>().ToArray() is { Length: > 0 } squares)
                vectors.Add(Seen(squares));
            progress?.Invoke(taken.Count + refused.Count);
        }
        return new(taken, scope.Keep(vectors.Count == 0 ? Tensor.Zeros([0, EmbedDim]) : Tensor.Cat([.. vectors], 0)), refused);
    }

    /// <summary>The vectors of pictures that are read already, [N, dim] of length 1 on the CPU.</summary>
    /// <param name="pictures">Grey or RGB, of any size; one or more, computed as one batch.</param>
    public Tensor Pictures(IReadOnlyList<Picture> pictures)
    {
        using var none = Autograd.NoGrad();
        var squares = pictures.AsParallel().AsOrdered().Select(picture => ClipPreprocessing.Fit(picture, _model.Options.ImageResolution)).ToArray();
        return Seen(squares);
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => _model.Dispose();

    private (string File, Picture? Square, RefusedPicture? Refused) Read(string file)
    {
        try
        {
            return (file, ClipPreprocessing.Fit(PictureReader.Decode(file), _model.Options.ImageResolution), null);
        }
        catch (PictureException e)
        {
            return (file, null, new(file, e.Message));
        }
    }

    private Tensor Seen(Picture[] squares) => Computed(() => _model.Visual.Forward(ClipPreprocessing.ToTensor(squares, _model.Options).To(_model.Device)));

    private static Tensor Computed(Func<Tensor> features)
    {
        using var scope = TensorScope.Open();
        return scope.Keep(ClipModel.Unit(features()).To(Device.Cpu));
    }
}
