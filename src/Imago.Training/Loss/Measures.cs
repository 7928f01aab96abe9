using Imago.Torch;

namespace Imago.Training.Loss;

/// <summary>What one round measured: numbers for each picture, under the names that StyleGAN2-ADA's users know from stats.jsonl.</summary>
public sealed class Measures
{
    private readonly Dictionary<string, float[]> _values = [];

    /// <summary>All measured numbers by name.</summary>
    public IReadOnlyDictionary<string, float[]> Values => _values;

    /// <summary>Takes over the values of a tensor, of any shape.</summary>
    internal Measures Add(string name, Tensor values)
    {
        _values[name] = values.ToFloats();
        return this;
    }

    /// <summary>Takes over the discriminator's logits of <c>fake</c> or <c>real</c> pictures, and their signs, which ADA goes by.</summary>
    internal Measures Scores(string kind, Tensor logits, bool signs = true)
    {
        var values = logits.ToFloats();
        _values[$"Loss/scores/{kind}"] = values;
        if (signs)
            _values[$"Loss/signs/{kind}"] = Array.ConvertAll(values, value => (float)Math.Sign(float.IsNaN(value) ? 0 : value));
        return this;
    }
}
