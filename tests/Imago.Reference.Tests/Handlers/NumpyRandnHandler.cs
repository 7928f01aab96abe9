using Imago.Torch;

namespace Imago.Reference.Tests.Handlers;

/// <summary>numpy's randn(1, 512) of a seed, and a second call on the same generator.</summary>
internal static class NumpyRandnHandler
{
    public static void Run(FixtureCase one)
    {
        var random = new NumpyRandom(one.Options["seed"]!.GetValue<long>());
        var first = random.Randn(512);
        one.Check("first", Tensor.From(first[..16], 16));
        one.Check("last", Tensor.From(first[^4..], 4));
        one.Check("sum", Tensor.Scalar(first.Sum(), ScalarType.Float64));
        one.Check("second_first", Tensor.From(random.Randn(512)[..4], 4));
    }
}
