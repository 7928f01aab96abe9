using Imago.Networks;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Latent.Tests;

public sealed class LatentFileTests : LeakCheck
{
    private static readonly GeneratorOptions s_plain = new() { ZDim = 24, WDim = 20, ImgResolution = 16 };

    [Fact]
    public void Z_with_labels_and_w_are_read_in_any_floating_point_type()
    {
        using var scope = TensorScope.Open();
        var z = Some.Numbers(2 * 24);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            var read = LatentFile.Read(Some.File(At("z"), ("z", Tensor.From(z, 2, 24).To(type)), ("c", Tensor.Eye(3).Slice(0, 0, 2).Clone())), s_plain with { CDim = 3 });
            Assert.Equal((LatentSpace.Z, 2), (read.Space, read.Count));
            Assert.Equal(z, read.Values);
            Assert.Equal([1, 0, 0, 0, 1, 0], read.Labels!);
        }
        var half = LatentFile.Read(Some.File(At("h"), ("w", Tensor.Ones([3, 6, 20], ScalarType.BFloat16)), ("else", Tensor.Ones([1]))), s_plain);
        Assert.Equal((LatentSpace.W, 3, 360f, true), (half.Space, half.Count, half.Values.Sum(), half.Labels is null));
    }

    public static TheoryData<string, string, long[], ScalarType, string> Refusals => new()
    {
        { "x", "", [1], ScalarType.Float32, "holds x, expected either z [N, 24] or w [N, 6, 20]" },
        { "z", "w", [1, 24], ScalarType.Float32, "holds both z and w" },
        { "z", "", [2, 23], ScalarType.Float32, "z has the shape [2, 23], this network expects [N, 24]" },
        { "z", "", [24], ScalarType.Float32, "[24]" },
        { "z", "", [0, 24], ScalarType.Float32, "[0, 24]" },
        { "z", "", [1, 24], ScalarType.Int64, "of type I64, expected floating-point numbers" },
        { "w", "", [2, 20], ScalarType.Float32, "w has the shape [2, 20], this network expects [N, 6, 20]" },
        { "w", "", [2, 8, 20], ScalarType.Float32, "[2, 8, 20]" },
        { "z", "c", [1, 24], ScalarType.Float32, "the network has none: leave out c" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Any_other_file_is_refused_in_one_sentence(string first, string second, long[] shape, ScalarType type, string expected)
    {
        var path = Some.File(At("f.safetensors"), [.. new[] { first, second }.Where(name => name.Length > 0).Select(name => (name, Tensor.Ones(shape, type)))]);
        var error = Assert.Throws<LatentException>(() => LatentFile.Read(path, s_plain));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void A_number_that_is_not_finite_is_refused_with_its_row(double value, string expected)
    {
        var numbers = Tensor.Zeros([3, 24]);
        using (TensorScope.Open())
            numbers.Select(0, 2).CopyFrom(Tensor.Full([24], value));
        var error = Assert.Throws<LatentException>(() => LatentFile.Read(Some.File(At("f"), ("z", numbers)), s_plain));
        Assert.Contains($"holds {(value > 0 ? "∞" : expected)}", error.Message.Replace("Infinity", "∞", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("row 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_of_another_count_and_a_file_that_is_none_are_refused()
    {
        var path = Some.File(At("f"), ("z", Tensor.Ones([2, 24])), ("c", Tensor.Ones([3, 3])));
        Assert.Contains("c has the shape [3, 3], this network expects [2, 3]", Assert.Throws<LatentException>(() => LatentFile.Read(path, s_plain with { CDim = 3 })).Message, StringComparison.Ordinal);
        File.WriteAllText(At("text"), "no tensors at all");
        Assert.Throws<SafeTensorsException>(() => LatentFile.Read(At("text"), s_plain));
        Assert.Throws<SafeTensorsException>(() => LatentFile.Read(At("missing"), s_plain));
    }
}
