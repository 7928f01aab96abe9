using Imago.Networks.Formats;
using Imago.Networks.Formats.Pickles;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Networks.Tests.Vgg;

/// <summary>Weights of VGG16 and LPIPS in files as users have them. The numbers themselves are compared in Imago.Reference.Tests.</summary>
public sealed class LpipsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("imago-vgg-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void The_same_weights_are_read_from_torchs_file_from_safetensors_and_under_the_names_of_LPIPS()
    {
        using var scope = TensorScope.Open();
        using var made = Filled();
        var trunk = made.NamedParameters().Where(static one => one.Key.StartsWith("net.", StringComparison.Ordinal)).Select(static one => (Name: one.Key["net.".Length..], one.Value.Value)).ToList();
        var learned = made.NamedParameters().Where(static one => one.Key.StartsWith("lin", StringComparison.Ordinal)).Select(static one => (Name: one.Key, one.Value.Value)).ToList();
        // torchvision's file also holds the full layers, which are not looked at.
        var classifier = ("classifier.6.bias", Tensor.Ones([10]));
        Torch("vgg16.pth", [.. trunk, classifier]);
        Safe("vgg16.safetensors", [.. trunk, classifier]);
        Torch("vgg.pth", learned);
        Safe("lpips.safetensors", [.. trunk.Select(static one => (Vgg16.LpipsName(one.Name), one.Value)), .. learned]);

        var expected = Distance(made);
        Assert.Equal(expected, Distance("vgg16.pth", "vgg.pth"));
        Assert.Equal(expected, Distance("vgg16.safetensors", "vgg.pth"));
        Assert.Equal(expected, Distance("lpips.safetensors", null));
        Assert.NotEqual(expected, Distance("vgg16.pth", null)); // all channels count alike
    }

    [Fact]
    public void Equal_pictures_are_at_distance_0_and_each_of_a_batch_has_its_own()
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        using var lpips = Filled();
        var (a, b) = Pictures();
        var both = lpips.Features(Tensor.Cat([a, b], 0));
        var met = lpips.Between(both, lpips.Features(a)).ToFloats();
        Assert.Equal(0, met[0], 1e-6);
        Assert.Equal(Distance(lpips), met[1], 1e-4 * met[1]);
    }

    [Fact]
    public void What_is_no_VGG16_is_refused_in_one_sentence()
    {
        using var scope = TensorScope.Open();
        File.WriteAllText(At("text.pth"), "no weights");
        File.WriteAllText(At("text.safetensors"), "no weights");
        Safe("other.safetensors", [("conv.weight", Tensor.Ones([3]))]);
        Safe("shape.safetensors", [("features.0.weight", Tensor.Ones([64, 3, 5, 5]))]);
        Safe("part.safetensors", [("features.0.weight", Tensor.Ones([64, 3, 3, 3]))]);
        Torch("nan.pth", [.. Filled(double.NaN)]);
        foreach (var (file, expected) in new[]
        {
            ("text.pth", "Cannot read"), ("text.safetensors", "Cannot read"), ("missing.pth", "no such file"), ("other.safetensors", "no tensor features.0.weight"),
            ("shape.safetensors", "[64, 3, 5, 5], expected [64, 3, 3, 3]"), ("part.safetensors", "features.0.bias is missing"), ("nan.pth", "not finite"),
        })
        {
            var error = Assert.ThrowsAny<Exception>(() => Lpips.Read(At(file)));
            Assert.True(error is NetworkException or SafeTensorsException, error.ToString());
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }

        static IEnumerable<(string, Tensor)> Filled(double value)
        {
            using var vgg = new Vgg16();
            return [.. vgg.NamedParameters().Select(one => (one.Key, Tensor.Full(one.Value.Value.Shape, value)))];
        }
    }

    private float Distance(string vgg, string? weights)
    {
        using var lpips = Lpips.Read(At(vgg), weights is null ? null : At(weights));
        return Distance(lpips);
    }

    private static float Distance(Lpips lpips)
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        var (a, b) = Pictures();
        return lpips.Between(lpips.Features(a), lpips.Features(b)).ToFloats().Single();
    }

    private static (Tensor A, Tensor B) Pictures()
    {
        using var random = new RandomGenerator(2);
        return (Tensor.Rand([1, 3, 16, 16], random).Mul(2).Add(-1), Tensor.Rand([1, 3, 16, 16], random).Mul(2).Add(-1));
    }

    private static Lpips Filled()
    {
        var lpips = new Lpips();
        using var random = new RandomGenerator(1);
        using var none = Autograd.NoGrad();
        foreach (var (_, parameter) in lpips.NamedParameters())
        {
            using var scope = TensorScope.Open();
            var shape = parameter.Value.Shape;
            parameter.Value.CopyFrom(shape[0] == 1 ? Tensor.Rand(shape, random) : Tensor.Randn(shape, random).Mul(shape.Length == 4 ? Math.Sqrt(2.0 / (9 * shape[1])) : 0.1));
        }
        return lpips;
    }

    private void Torch(string name, IEnumerable<(string Name, Tensor Value)> tensors) => TorchWriter.Write(At(name), tensors.Select(static one => KeyValuePair.Create(one.Name, (object)one.Value)));

    private void Safe(string name, IEnumerable<(string Name, Tensor Value)> tensors) => SafeTensorsWriter.Write(At(name), [.. tensors.Select(static one => SafeTensors.Item(one.Name, one.Value))]);
}
