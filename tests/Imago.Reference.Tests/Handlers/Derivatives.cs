using Imago.Torch;

namespace Imago.Reference.Tests.Handlers;

/// <summary>Vector-Jacobian products as the cases state them.</summary>
internal static class Derivatives
{
    /// <summary>The gradients of Σ y·dy by each input; zeros where y does not depend on it.</summary>
    public static Tensor[] First(Tensor y, Tensor dy, Tensor[] inputs, bool createGraph = false) =>
        OrZeros(Autograd.Grad([y], inputs, [dy], retainGraph: true, createGraph), inputs);

    /// <summary>The gradients by each input of Σ of first derivatives times given vectors; pairs whose vector the case does not give are left out.</summary>
    public static Tensor[] Second((Tensor? First, Tensor? Vector)[] pairs, Tensor[] inputs)
    {
        var given = pairs.Where(pair => pair is { First: not null, Vector: not null }).ToArray();
        return OrZeros(Autograd.Grad([.. given.Select(pair => pair.First!)], inputs, [.. given.Select(pair => pair.Vector!)], retainGraph: true), inputs);
    }

    private static Tensor[] OrZeros(Tensor?[] gradients, Tensor[] inputs) => [.. gradients.Zip(inputs, (gradient, input) => gradient ?? Tensor.ZerosLike(input))];
}
