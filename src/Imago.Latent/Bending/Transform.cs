using System.Globalization;
using Imago.Torch;

namespace Imago.Latent.Bending;

/// <summary>
/// What network bending does to the activations of units, each by itself (Broad, Leymarie and Grierson 2021, "Network Bending: Expressive Manipulation of Deep Generative Models",
/// arXiv:2005.12420). Lengths are shares of the picture's side, so that they mean the same in a layer of any resolution. <see cref="NetworkBending"/> refuses numbers out of range.
/// </summary>
public abstract record Transform
{
    /// <summary>As it is written: <c>rotate</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How far it goes, in the order in which it is written. All of them move in a film.</summary>
    public abstract IReadOnlyList<double> Numbers { get; }

    /// <summary>What else is written behind the numbers; null for nothing.</summary>
    public virtual string? Word => null;

    /// <summary>The same transform at zero strength: it changes nothing. Where a film begins.</summary>
    public abstract Transform Untouched { get; }

    /// <summary>x [1, units, R, R] in fp32 → the same shape.</summary>
    public abstract Tensor Apply(Tensor x);

    /// <summary>The same transform with other numbers.</summary>
    protected abstract Transform With(IReadOnlyList<double> numbers);

    /// <summary>Whether two differ in their numbers alone, so that one can become the other.</summary>
    public bool IsLike(Transform other) => (Name, Word) == (other.Name, other.Word);

    /// <summary>The share t of the way to another that is like it: each number is (1 - t)·its own + t·the other's.</summary>
    public Transform Toward(Transform other, double t) => With([.. Numbers.Zip(other.Numbers, (from, to) => ((1 - t) * from) + (t * to))]);

    /// <summary>As <see cref="TransformText.Parse"/> reads it.</summary>
    public sealed override string ToString() =>
        string.Join(' ', [Name, .. Numbers.Select(static number => number.ToString(CultureInfo.InvariantCulture)), .. Word is { } word ? (string[])[word] : []]);
}
