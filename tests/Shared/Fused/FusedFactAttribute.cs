using Imago.Torch;

namespace Imago.Tests;

/// <summary>A test of what only processors with AVX512-BF16 or AMX can do.</summary>
public sealed class FusedFactAttribute : FactAttribute
{
    public FusedFactAttribute() => Skip = FusedLayers.Kind(ScalarType.BFloat16) is null ? "this processor has neither AVX512-BF16 nor AMX" : null!;
}
