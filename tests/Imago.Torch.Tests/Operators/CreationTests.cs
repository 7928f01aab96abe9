using Imago.Torch.Tests.Numerics;

namespace Imago.Torch.Tests.Operators;

/// <summary>Tensors made of nothing, in every element type in use, and the one operator that answers with a truth value.</summary>
public sealed class CreationTests : LeakCheck
{
    public static TheoryData<ScalarType> Types() => [.. Enum.GetValues<ScalarType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Zeros_ones_and_full_hold_what_they_say(ScalarType type)
    {
        using var scope = TensorScope.Open();
        foreach (var shape in OperatorCheck.Shapes)
        {
            Same(Tensor.Zeros(shape, type), type, shape, _ => 0);
            Same(Tensor.Ones(shape, type), type, shape, _ => 1);
            Same(Tensor.Full(shape, type == ScalarType.Bool ? 1 : 96, type), type, shape, _ => type == ScalarType.Bool ? 1 : 96);
            Assert.Equal(type, Tensor.Empty(shape, type).Type);
            Assert.Equal(shape, Tensor.Empty(shape, type).Shape);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Zeros_and_ones_like_another_have_its_shape_type_and_format(ScalarType type)
    {
        using var scope = TensorScope.Open();
        var like = Tensor.Zeros([2, 33, 4, 3], type).Contiguous(MemoryFormat.ChannelsLast);
        Same(Tensor.ZerosLike(like), type, like.Shape, _ => 0);
        Same(Tensor.OnesLike(like), type, like.Shape, _ => 1);
        Assert.True(Tensor.ZerosLike(like).IsChannelsLast && Tensor.OnesLike(like).IsChannelsLast);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Arange_counts(ScalarType type)
    {
        if (type == ScalarType.Bool)
            return; // counts no further than 1
        using var scope = TensorScope.Open();
        Same(Tensor.Arange(67, type), type, [67], i => i[0]);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Int64)]
    public void Eye_is_the_unit_matrix(ScalarType type)
    {
        using var scope = TensorScope.Open();
        Same(Tensor.Eye(17, type), type, [17, 17], i => i[0] == i[1] ? 1 : 0);
    }

    [Fact]
    public void All_is_true_where_every_element_is()
    {
        using var scope = TensorScope.Open();
        var values = Enumerable.Repeat(true, 135).ToArray();
        Assert.True(Tensor.From(values, 135).All());
        Assert.True(Tensor.From(values, 5, 27).Transpose(0, 1).All());
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = false;
            Assert.False(Tensor.From(values, 135).All());
            values[i] = true;
        }
        Assert.True(Tensor.From(Array.Empty<bool>(), 0).All());
    }

    private static void Same(Tensor found, ScalarType type, long[] shape, Func<long[], double> expected)
    {
        Assert.Equal(type, found.Type);
        Assert.Equal(shape, found.Shape);
        Assert.Equal(Plain.Make(shape, expected).Values, Plain.Of(found).Values);
    }
}
