using Imago.Networks;
using Imago.Torch;

namespace Imago.Reference.Tests.Handlers;

/// <summary>LPIPS: the head on given maps, and the whole with VGG16, whose weights come from a formula.</summary>
internal static class LpipsHandlers
{
    private const int Layers = 5;

    public static void Features(FixtureCase one)
    {
        Tensor[] Maps(string picture) => [.. Enumerable.Range(0, Layers).Select(i => Lpips.Normalize(one.In($"{picture}.feat{i}")))];
        var (a, b) = (Maps("a"), Maps("b"));
        one.Check("normalized_a0", a[0]);
        Head(one, a, b, [.. Enumerable.Range(0, Layers).Select(i => one.Weight($"lin{i}.model.1.weight"))]);
    }

    public static void Whole(FixtureCase one)
    {
        using var lpips = new Lpips();
        var weights = new FormulaWeights(one.Options["formula_seed"]!.GetValue<string>());
        Fill(lpips, weights);

        var image0 = one.In("image0").Clone().SetRequiresGrad(true);
        var (a, b) = (lpips.Features(image0), lpips.Features(one.In("image1")));
        var value = lpips.Between(a, b);
        one.Check("dimage0", Autograd.Grad(value.Sum(), image0));

        using var none = Autograd.NoGrad();
        Head(one, a, b, [.. lpips.NamedParameters().Where(IsWeight).Select(entry => entry.Value.Value)]);
        var vgg = (Vgg16)lpips.Children.Single().Value;
        var scaled = one.In("image0").Sub(Tensor.From([-.030f, -.088f, -.188f], 1, 3, 1, 1)).Div(Tensor.From([.458f, .448f, .450f], 1, 3, 1, 1));
        foreach (var (map, i) in vgg.Forward(scaled).Select((map, i) => (map, i)))
            one.Check($"feat{i}_mean", map.Mean([2, 3]));
    }

    private static void Head(FixtureCase one, Tensor[] a, Tensor[] b, Tensor[] weights)
    {
        var layers = Enumerable.Range(0, Layers).Select(i => Lpips.Layer(a[i], b[i], weights[i])).ToArray();
        foreach (var (layer, i) in layers.Select((layer, i) => (layer, i)))
            one.Check($"layer{i}", layer);
        one.Check("value", layers.Aggregate((sum, layer) => sum.Add(layer)));
    }

    private static bool IsWeight(KeyValuePair<string, Torch.Nn.Parameter> entry) => entry.Key.StartsWith("lin", StringComparison.Ordinal);

    private static void Fill(Lpips lpips, FormulaWeights weights)
    {
        using var none = Autograd.NoGrad();
        foreach (var entry in lpips.NamedParameters())
        {
            using var scope = TensorScope.Open();
            var (tensor, shape) = (entry.Value.Value, entry.Value.Value.Shape);
            tensor.CopyFrom(
                IsWeight(entry) ? weights.Tensor(entry.Key, 1, 0, shape).Abs().Mul(0.5 / shape[1])
                : weights.Tensor(Vgg16.LpipsName(entry.Key["net.".Length..]), shape.Length == 4 ? Math.Sqrt(6.0 / (shape[1] * 9)) : 0.05, 0, shape));
        }
    }
}
