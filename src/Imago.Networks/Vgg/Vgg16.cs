using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks;

/// <summary>
/// The thirteen convolutions of VGG16 (Simonyan and Zisserman 2015, arXiv:1409.1556, configuration D), which give features of pictures. Weights are the user's: they are not part of
/// Imago. Names are torchvision's: <c>features.0.weight</c> … <c>features.28.bias</c>.
/// </summary>
public sealed class Vgg16 : Module
{
    /// <summary>The smallest side of a picture: four times it is halved.</summary>
    public const int SmallestSide = 16;

    /// <summary>Channels of the layers that are looked at: relu1_2, relu2_2, relu3_3, relu4_3, relu5_3.</summary>
    public static IReadOnlyList<int> Channels { get; } = [64, 128, 256, 512, 512];

    // In torchvision's list of layers, where activations and pools have numbers too.
    private static readonly int[][] s_stages = [[0, 2], [5, 7], [10, 12, 14], [17, 19, 21], [24, 26, 28]];

    private readonly (Parameter Weight, Parameter Bias)[][] _stages;

    /// <summary>Leaves the weights unset, for a file to fill.</summary>
    public Vgg16()
    {
        using var scope = TensorScope.Open();
        var inputs = 3;
        _stages = [.. s_stages.Select((layers, stage) => layers.Select(layer =>
        {
            var outputs = Channels[stage];
            var added = (
                AddParameter($"features.{layer}.weight", Tensor.Empty([outputs, inputs, 3, 3])),
                AddParameter($"features.{layer}.bias", Tensor.Empty([outputs])));
            inputs = outputs;
            return added;
        }).ToArray())];
        Record(false);
    }

    /// <summary>The name that the published code of LPIPS gives a tensor: <c>features.5.weight</c> is <c>net.slice2.5.weight</c>.</summary>
    public static string LpipsName(string name)
    {
        var layer = int.Parse(name.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture);
        return $"net.slice{Array.FindIndex(s_stages, layers => layers.Contains(layer)) + 1}.{name["features.".Length..]}";
    }

    /// <summary>
    /// Pictures [N, 3, H, W], each channel of mean 0 and deviation 1 over ImageNet → the maps of the five stages before their pools, [N, 64, H, W], [N, 128, H / 2, W / 2] … [N, 512, H / 16, W / 16].
    /// </summary>
    public Tensor[] Forward(Tensor x)
    {
        using var scope = TensorScope.Open();
        x.AssertShape(-1, 3, -1, -1);
        var maps = new Tensor[_stages.Length];
        for (var stage = 0; stage < _stages.Length; stage++)
        {
            if (stage > 0)
                x = MaxPool(x);
            foreach (var (weight, bias) in _stages[stage])
                x = Convolution.Apply(x, weight.Value, padding: 1).Add(bias.Value.Reshape(1, -1, 1, 1)).Relu();
            maps[stage] = x;
        }
        return scope.Keep(maps);
    }

    /// <summary>Fills the weights.</summary>
    /// <exception cref="NetworkException">There are none of VGG16 under a known name, or one is missing or of another shape.</exception>
    internal void Load(NamedTensors file)
    {
        var lpips = file.All.ContainsKey(LpipsName("features.0.weight"));
        if (!lpips && !file.All.ContainsKey("features.0.weight"))
            throw new NetworkException(
                $"{file.Source} has no tensor features.0.weight, so it is not VGG16 as torchvision names it: give torchvision's vgg16 (vgg16-397923af.pth), or its tensors as safetensors.");
        using var none = Autograd.NoGrad();
        foreach (var (name, parameter) in NamedParameters())
        {
            using var scope = TensorScope.Open();
            parameter.Value.CopyFrom(file.Expect(lpips ? LpipsName(name) : name, parameter.Value.Shape).Read());
        }
    }

    /// <summary>The largest of 2 × 2 pixels; an odd last row or column is left out.</summary>
    private static Tensor MaxPool(Tensor x)
    {
        var (height, width) = (x.Size(2) / 2 * 2, x.Size(3) / 2 * 2);
        var rows = x.Slice(2, 0, height, 2).Maximum(x.Slice(2, 1, height, 2)); // [N, C, H / 2, W]
        return rows.Slice(3, 0, width, 2).Maximum(rows.Slice(3, 1, width, 2)); // [N, C, H / 2, W / 2]
    }
}
