using Imago.Torch;

namespace Imago.Latent.Bending;

/// <summary>Some units of a layer transformed; the others pass bit for bit.</summary>
/// <param name="Layer">Their layer.</param>
/// <param name="Numbers">Which of its units, each once.</param>
/// <param name="Transform">What is done to them.</param>
public sealed record UnitsBent(string Layer, IReadOnlyList<int> Numbers, Transform Transform) : ActivationChange(Layer)
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor x)
    {
        using var scope = TensorScope.Open();
        var units = (int)x.Size(1);
        if (Numbers.Count == units)
            return scope.Keep(Transform.Apply(x));
        long[] chosen = [.. Numbers.Select(static number => (long)number)], order = [.. Enumerable.Range(0, units).Select(static unit => (long)unit)];
        foreach (var (at, unit) in Numbers.Index())
            order[unit] = units + at;
        var bent = Transform.Apply(x.IndexSelect(1, Tensor.From(chosen, chosen.Length).To(x.Device)));
        return scope.Keep(Tensor.Cat([x, bent], 1).IndexSelect(1, Tensor.From(order, order.Length).To(x.Device)));
    }
}
