using Imago.Torch;
using Imago.Training.Data;

namespace Imago.Training.Run;

/// <summary>Labels for generated pictures, drawn from those of the data set.</summary>
internal sealed class LabelDraws(ImageDataset data, RandomGenerator random)
{
    /// <summary>[n, labelDim] on the generator's device; null where the data set has no labels.</summary>
    internal Tensor? Draw(int count) => Draw(count, random);

    /// <inheritdoc cref="Draw(int)"/>
    internal Tensor? Draw(int count, RandomGenerator from)
    {
        if (data.LabelDim == 0)
            return null;
        using var scope = TensorScope.Open();
        var indices = Tensor.RandInt(0, data.Count, [count], from).To(Device.Cpu).ToArray<long>();
        return scope.Keep(Tensor.From(indices.SelectMany(index => data.Label((int)index)).ToArray(), count, data.LabelDim).To(from.Device));
    }
}
