using Imago.Torch;
using Imago.Training.Augment;

namespace Imago.Reference.Tests.Handlers;

/// <summary>Numbers that a case gives in the order of their use, as <c>in.draw_NN_rand</c> (uniform) and <c>in.draw_NN_randn</c> (normal).</summary>
/// <param name="one">The case.</param>
/// <param name="prefix">What stands before <c>draw_</c>, such as <c>Dmain.r0.aug1.</c></param>
internal sealed class GivenDraws(FixtureCase one, string prefix = "") : IAugmentDraws
{
    private int _next;

    public float[] Uniform(int count, int each = 1) => Next("rand", count * each).ToFloats();

    public float[] Normal(int count, int each = 1) => Next("randn", count * each).ToFloats();

    public float[] HalfNormal(int count) => Array.ConvertAll(Normal(count), Math.Abs);

    public bool[] Gates(int count, double probability, bool again = false) => Array.ConvertAll(Uniform(count), number => number < probability);

    public Tensor NormalPicture(params long[] shape) => Next("randn", shape.Aggregate((a, b) => a * b)).AssertShape(shape);

    private Tensor Next(string distribution, long count)
    {
        var name = $"{prefix}draw_{_next++:00}_{distribution}";
        var given = one.InOrNull(name) ?? throw new InvalidOperationException($"'{name}' was asked for, but the case does not give it.");
        return given.Count == count ? given : throw new InvalidOperationException($"'{name}' has {given.Count} numbers, but {count} were asked for.");
    }
}
