namespace Imago.Torch.Tests;

public sealed class TensorTests : LeakCheck
{
    [Fact]
    public void A_tensor_gives_back_the_values_it_was_made_of()
    {
        using var scope = TensorScope.Open();
        var x = Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3);
        Assert.Equal([2, 3], x.Shape);
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], x.Transpose(0, 1).ToFloats());
        Assert.Equal(ScalarType.Float32, x.Type);
        Assert.Equal(Device.Cpu, x.Device);
    }

    [Fact]
    public void A_scope_frees_what_is_not_kept()
    {
        var before = TensorScope.LiveTensors;
        using (var outer = TensorScope.Open())
        {
            Tensor kept;
            using (var inner = TensorScope.Open())
            {
                kept = inner.Keep(Tensor.Ones([3]).Add(1).Mul(2));
                Assert.Equal(before + 3, TensorScope.LiveTensors);
            }
            Assert.Equal(before + 1, TensorScope.LiveTensors);
            Assert.Equal([4f, 4f, 4f], kept.ToFloats());
        }
        Assert.Equal(before, TensorScope.LiveTensors);
    }

    [Fact]
    public async Task A_scope_follows_async_code_to_another_thread()
    {
        var before = TensorScope.LiveTensors;
        using (var scope = TensorScope.Open())
        {
            await Task.Run(() => Tensor.Ones([2]));
            await Task.Yield();
            _ = Tensor.Ones([2]);
            Assert.Equal(before + 2, TensorScope.LiveTensors);
        }
        Assert.Equal(before, TensorScope.LiveTensors);
    }

    [Fact]
    public void Scopes_that_are_closed_in_the_wrong_order_are_refused()
    {
        var outer = TensorScope.Open();
        var inner = TensorScope.Open();
        Assert.Throws<InvalidOperationException>(outer.Dispose);
        inner.Dispose();
        outer.Dispose();
    }

    [Fact]
    public void An_error_carries_the_message_of_libtorch_without_its_frames()
    {
        using var scope = TensorScope.Open();
        var x = Tensor.Ones([2, 3]);
        var error = Assert.Throws<TorchException>(() => x.MatMul(Tensor.Ones([4, 5])));
        Assert.Contains("shapes cannot be multiplied", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("frame #", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".cpp", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_tensor_cannot_be_used()
    {
        var x = Tensor.Ones([2]);
        x.Dispose();
        Assert.Throws<ObjectDisposedException>(() => x.Add(1));
    }

    [Fact]
    public void A_shape_that_is_not_the_expected_one_is_named_with_both()
    {
        using var scope = TensorScope.Open();
        var error = Assert.Throws<ArgumentException>(() => Tensor.Ones([2, 3]).AssertShape(-1, 4));
        Assert.Equal("a tensor of shape [2, 3] was given, expected [any, 4].", error.Message);
    }

    [Fact]
    public void Values_that_do_not_fill_the_shape_are_refused()
    {
        Assert.Throws<TorchException>(() => Tensor.From([1f, 2f, 3f], 2, 2));
    }

    [Fact]
    public void A_tensor_tells_its_memory_format()
    {
        using var scope = TensorScope.Open();
        var x = Tensor.Ones([2, 3, 4, 5]);
        Assert.False(x.IsChannelsLast);
        Assert.True(x.Contiguous(MemoryFormat.ChannelsLast).IsChannelsLast);
        Assert.True(x.To(ScalarType.BFloat16, MemoryFormat.ChannelsLast).IsChannelsLast);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Repeating_slices_adds_their_gradients_up_exactly(ScalarType type)
    {
        // 300 in one place: a sum that is kept in the eight bits of BFloat16 stops at 256.
        using var scope = TensorScope.Open();
        var x = Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3).To(type).Detach().SetRequiresGrad(true);
        var y = x.RepeatInterleave(300, -2);
        Assert.Equal([600, 3], y.Shape);
        Assert.Equal([4f, 5f, 6f], y.Select(0, 300).ToFloats());
        Assert.Equal([1f, 2f, 3f], y.Select(0, 299).ToFloats());
        Assert.Equal([300f, 300f, 300f, 300f, 300f, 300f], Autograd.Grad(y.Sum(), x).ToFloats());
    }

    [Fact]
    public void A_gradient_that_would_be_added_up_in_16_bit_is_refused()
    {
        using var scope = TensorScope.Open();
        var x = Tensor.Ones([3, 2], ScalarType.BFloat16);
        var indices = Tensor.From([2L, 2L], 2);
        Assert.Equal([2, 2], x.IndexSelect(0, indices).Shape);
        var error = Assert.Throws<NotSupportedException>(() => x.SetRequiresGrad(true).IndexSelect(0, indices));
        Assert.Contains("convert it to Float32 first", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_values_outside_a_scope_leaves_nothing_behind()
    {
        // The count at the end of the test is what is asserted.
        using var x = Tensor.Ones([1], ScalarType.BFloat16);
        Assert.Equal([1f], x.ToFloats());
        Assert.Equal(1, x.ToScalar());
        using var parameter = new Nn.Parameter(x).Value;
        using var truth = x.EqualTo(1);
        Assert.True(truth.All());
    }
}
