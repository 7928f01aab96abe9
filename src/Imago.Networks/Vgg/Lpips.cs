using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Formats;
using Imago.Torch.Nn;

namespace Imago.Networks;

/// <summary>
/// LPIPS with VGG16 (Zhang et al. 2018, arXiv:1801.03924, section 3): at each place of five maps the features are brought to unit length, their differences squared, weighted by channel
/// with learned weights, averaged over places, and the maps added up. Without learned weights each channel has the weight 1.
/// </summary>
public sealed class Lpips : Module
{
    private const double Epsilon = 1e-10;

    // Mean and deviation of ImageNet's channels, for pictures of -1 to 1.
    private static readonly double[] s_mean = [-0.030, -0.088, -0.188], s_deviation = [0.458, 0.448, 0.450];

    private readonly Vgg16 _vgg;
    private readonly Parameter[] _weights;

    /// <summary>Leaves VGG16 unset, for a file to fill; channels have the weight 1.</summary>
    public Lpips()
    {
        using var scope = TensorScope.Open();
        _vgg = AddModule("net", new Vgg16());
        _weights = [.. Vgg16.Channels.Select((channels, i) => AddParameter($"lin{i}.model.1.weight", Tensor.Ones([1, channels, 1, 1])))];
        Record(false);
    }

    /// <summary>Reads it from the user's files: safetensors or files of <c>torch.save</c>, of which only plain data is read.</summary>
    /// <param name="vggPath">VGG16 under torchvision's names or those of the published code of LPIPS, in which case its learned weights are taken too where they are there.</param>
    /// <param name="weightsPath">The learned weights <c>lin0.model.1.weight</c> … <c>lin4.model.1.weight</c>, or null.</param>
    /// <exception cref="NetworkException">A file is no such thing: tensors are missing, of other shapes or not finite, or it asks for more than data.</exception>
    /// <exception cref="SafeTensorsException">A file is missing, or a damaged safetensors file.</exception>
    public static Lpips Read(string vggPath, string? weightsPath = null)
    {
        var lpips = new Lpips();
        try
        {
            using var vgg = WeightFile.Open(vggPath);
            lpips._vgg.Load(vgg.Tensors);
            using var weights = weightsPath is null ? null : WeightFile.Open(weightsPath);
            if (weights is not null || vgg.Tensors.All.ContainsKey("lin0.model.1.weight"))
                lpips.LoadWeights((weights ?? vgg).Tensors);
            lpips.AssertFinite(vggPath);
            return lpips;
        }
        catch (Exception e)
        {
            lpips.Dispose();
            if (CheckpointFile.Damage(e) is { } why) throw new NetworkException($"Cannot read {weightsPath ?? vggPath}: {why}.", e);
            throw;
        }
    }

    /// <summary>Pictures [N, 3, H, W] of -1 to 1 → five maps of features of unit length, [N, C, h, w].</summary>
    public Tensor[] Features(Tensor pictures)
    {
        using var scope = TensorScope.Open();
        var (mean, deviation) = (Tensor.From(s_mean, 1, 3, 1, 1), Tensor.From(s_deviation, 1, 3, 1, 1));
        Tensor Like(Tensor constant) => constant.To(pictures.Type).To(pictures.Device);
        return scope.Keep(Array.ConvertAll(_vgg.Forward(pictures.Sub(Like(mean)).Div(Like(deviation))), Normalize));
    }

    /// <summary>The distance of each picture from its partner, or from the only one of the others: [N].</summary>
    /// <param name="features">What <see cref="Features"/> gave of N pictures.</param>
    /// <param name="others">The same of N pictures or of one.</param>
    public Tensor Between(Tensor[] features, Tensor[] others)
    {
        using var scope = TensorScope.Open();
        return scope.Keep(features.Zip(others, _weights).Select(static one => Layer(one.First, one.Second, one.Third.Value)).Aggregate(static (sum, layer) => sum.Add(layer)));
    }

    /// <summary>A map with features of unit length at each place; the square root's slope stays finite where all are 0.</summary>
    internal static Tensor Normalize(Tensor map) => map.Div(map.Square().Sum([1], keepDims: true).Add(Epsilon * Epsilon).Sqrt().Add(Epsilon));

    /// <summary>The share of one layer: maps [N, C, h, w] of unit length and weights [1, C, 1, 1] → [N].</summary>
    internal static Tensor Layer(Tensor a, Tensor b, Tensor weight) => a.Sub(b).Square().Mul(weight).Sum([1]).Mean([1, 2]);

    private void LoadWeights(NamedTensors file)
    {
        using var none = Autograd.NoGrad();
        foreach (var (name, parameter) in NamedParameters().Where(static one => one.Key.StartsWith("lin", StringComparison.Ordinal)))
        {
            using var scope = TensorScope.Open();
            parameter.Value.CopyFrom(file.Expect(name, parameter.Value.Shape).Read());
        }
    }

    private void AssertFinite(string path)
    {
        foreach (var (name, parameter) in NamedParameters())
        {
            using var scope = TensorScope.Open();
            if (!parameter.Value.IsFinite().All())
                throw new NetworkException($"{path}: the tensor {name} holds numbers that are not finite: download the weights again.");
        }
    }
}
