using Imago.Torch;

namespace Imago.Tests;

/// <summary>The same as <see cref="FusedFactAttribute"/>, in several cases.</summary>
public sealed class FusedTheoryAttribute : TheoryAttribute
{
    public FusedTheoryAttribute() => Skip = FusedLayers.Kind(ScalarType.BFloat16) is null ? "this processor has neither AVX512-BF16 nor AMX" : null!;
}
