using Imago.Torch;

namespace Imago.Training.Loss;

/// <summary>
/// What one round measured: numbers for each picture, under the names that StyleGAN2-ADA's users know from stats.jsonl. They stay where they were computed until
/// somebody asks for them, since on a GPU that waits for all the work that is queued there.
/// </summary>
public sealed class Measures : IDisposable
{
    private readonly List<(string Name, Tensor Numbers)> _unread = [];
    private readonly Dictionary<string, float[]> _values = [];

    /// <summary>All measured numbers by name.</summary>
    public IReadOnlyDictionary<string, float[]> Values
    {
        get
        {
            foreach (var (name, numbers) in _unread)
                _values[name] = numbers.ToFloats();
            Dispose();
            return _values;
        }
    }

    /// <summary>Frees what nobody has asked for.</summary>
    public void Dispose()
    {
        foreach (var (_, numbers) in _unread)
            numbers.Dispose();
        _unread.Clear();
    }

    /// <summary>Takes over the values of a tensor, of any shape.</summary>
    internal Measures Add(string name, Tensor values)
    {
        _unread.Add((name, TensorScope.Free(values.Detach())));
        return this;
    }

    /// <summary>Takes over the discriminator's logits of <c>fake</c> or <c>real</c> pictures, and their signs, which ADA goes by; that of NaN is 0.</summary>
    internal Measures Scores(string kind, Tensor logits, bool signs = true)
    {
        Add($"Loss/scores/{kind}", logits);
        return signs ? Add($"Loss/signs/{kind}", logits.Sign()) : this;
    }
}
