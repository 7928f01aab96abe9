using Imago.Networks;
using Imago.Torch;

namespace Imago.Latent;

/// <summary>What is done to one layer's activations before anything reads them.</summary>
/// <param name="Layer">Its name, as <see cref="SynthesisNetwork.Layers"/> lists it.</param>
public abstract record LayerEdit(string Layer);

/// <summary>Each unit of a layer by a factor of its own: 0 silences it (value, bias and noise), 1 leaves it alone, -1 inverts it. It costs no time.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Factors">[units].</param>
public sealed record UnitGains(string Layer, float[] Factors) : LayerEdit(Layer)
{
    /// <summary>The same factor for some units; the others are left alone.</summary>
    /// <param name="layer">Their layer.</param>
    /// <param name="units">How many it has.</param>
    /// <param name="chosen">Which, from 0 on.</param>
    /// <param name="factor">Theirs.</param>
    public static UnitGains Of(string layer, int units, IEnumerable<int> chosen, float factor)
    {
        var factors = Enumerable.Repeat(1f, units).ToArray();
        foreach (var unit in chosen)
            factors[unit] = factor;
        return new(layer, factors);
    }
}

/// <summary>Anything else that is done to activations; it costs a pass over them.</summary>
/// <param name="Layer">Its name.</param>
public abstract record ActivationChange(string Layer) : LayerEdit(Layer)
{
    /// <summary>x [1, units, R, R] in fp32 → the same shape.</summary>
    public abstract Tensor Apply(Tensor x);
}

/// <summary>The edits of a batch of requests as the network takes them.</summary>
internal static class LayerEdits
{
    /// <summary>By layer: the changes of each picture in their order, then the factors of all of them.</summary>
    /// <param name="batch">The requests.</param>
    /// <param name="layers">The network's.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="LatentException">There is no such layer, or it has another number of units.</exception>
    internal static Dictionary<string, ActivationEdit> Of(IReadOnlyList<RenderRequest> batch, IReadOnlyList<SynthesisLayerInfo> layers, Device device)
    {
        var edits = new Dictionary<string, ActivationEdit>();
        foreach (var name in batch.SelectMany(static request => request.Edits).Select(static edit => edit.Layer).Distinct())
        {
            var layer = layers.FirstOrDefault(one => one.Name == name)
                ?? throw new LatentException($"The network has no layer '{name}': its layers are {string.Join(", ", layers.Select(static one => one.Name))}.");
            edits[name] = new(Change(batch, name), Gains(batch, layer) is { } gains ? Tensor.From(gains, batch.Count, layer.Units).To(device) : null);
        }
        return edits;
    }

    private static Func<Tensor, Tensor>? Change(IReadOnlyList<RenderRequest> batch, string layer)
    {
        var changes = batch.Select(request => request.Edits.OfType<ActivationChange>().Where(edit => edit.Layer == layer).ToList()).ToList();
        return changes.TrueForAll(static one => one.Count == 0) ? null
            : x => Tensor.Cat([.. changes.Select((own, i) => own.Aggregate(x.Slice(0, i, i + 1).To(ScalarType.Float32), static (y, change) => change.Apply(y)))], 0);
    }

    private static float[]? Gains(IReadOnlyList<RenderRequest> batch, SynthesisLayerInfo layer)
    {
        var own = batch.Select(request => request.Edits.OfType<UnitGains>().Where(edit => edit.Layer == layer.Name).Select(static edit => edit.Factors).ToList()).ToList();
        if (own.TrueForAll(static one => one.Count == 0))
            return null;
        if (own.SelectMany(static one => one).FirstOrDefault(factors => factors.Length != layer.Units) is { } wrong)
            throw new LatentException($"There are {wrong.Length} factors for the layer {layer.Name}, which has {layer.Units} units: give one for each.");
        return [.. own.SelectMany(factors => Enumerable.Range(0, layer.Units).Select(unit => factors.Aggregate(1f, (product, one) => product * one[unit])))];
    }
}
