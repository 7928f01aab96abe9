namespace Imago.Torch.Tests;

public sealed class RandomGeneratorTests : LeakCheck
{
    [Fact]
    public void The_same_seed_gives_the_same_numbers()
    {
        using var scope = TensorScope.Open();
        using RandomGenerator a = new(7), b = new(7), c = new(8);
        var first = Tensor.Randn([100], a).ToFloats();
        Assert.Equal(first, Tensor.Randn([100], b).ToFloats());
        Assert.NotEqual(first, Tensor.Randn([100], c).ToFloats());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void A_restored_state_continues_where_it_was_saved(int drawnBefore)
    {
        using var scope = TensorScope.Open();
        using RandomGenerator a = new(7), b = new(99);
        _ = Tensor.Randn([drawnBefore], a);
        var state = a.SaveState();
        float[] Draw(RandomGenerator g) =>
            [.. Tensor.Randn([5], g).ToFloats(), .. Tensor.Rand([50], g).ToFloats(), .. Tensor.Randn([33], g).ToFloats(),
             .. Tensor.RandInt(0, 9, [20], g).ToFloats()];
        var expected = Draw(a);
        b.RestoreState(state);
        Assert.Equal(expected, Draw(b));
    }

    [Fact]
    public void A_state_of_something_else_is_refused()
    {
        using var generator = new RandomGenerator(1);
        Assert.Throws<TorchException>(() => generator.RestoreState([1, 2, 3]));
    }
}
