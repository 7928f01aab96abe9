using Imago.Torch;
using Imago.Training.Data;

namespace Imago.Training.Run;

/// <summary>Labels for generated pictures, drawn from those of the data set.</summary>
internal sealed class LabelDraws(ImageDataset data, Device device)
{
    /// <summary>[n, labelDim]; null where the data set has no labels.</summary>
    internal Tensor? Draw(int count, RandomGenerator from)
    {
        if (data.LabelDim == 0)
            return null;
        using var scope = TensorScope.Open();
        var indices = Tensor.RandInt(0, data.Count, [count], from).ToArray<long>();
        return scope.Keep(Tensor.From(indices.SelectMany(index => data.Label((int)index)).ToArray(), count, data.LabelDim).To(device));
    }
}
