using System.Reflection;
using Imago.Torch.Interop;

namespace Imago.Torch.Tests.Operators;

/// <summary>Every operator of <see cref="Aten"/> and what checks it.</summary>
internal static class Registry
{
    /// <summary>Checked against float64, finite differences and plain loops, by name.</summary>
    public static readonly IReadOnlyDictionary<string, OperatorCheck> Checks =
        new[] { ElementwiseChecks.All(), ShapeChecks.All(), ReduceChecks.All(), ProductChecks.All(), InPlaceChecks.All() }
            .SelectMany(checks => checks)
            .ToDictionary(check => check.Variant.Length == 0 ? NameOf(check.Operator) : $"{NameOf(check.Operator)} {check.Variant}");

    /// <summary>Operators that make something of nothing or of chance, or have no derivatives, have tests of their own.</summary>
    public static readonly IReadOnlyDictionary<Operator, Type> Elsewhere = new Dictionary<Operator, Type>
    {
        [Aten.All] = typeof(CreationTests),
        [Aten.Arange] = typeof(CreationTests),
        [Aten.Empty] = typeof(CreationTests),
        [Aten.Eye] = typeof(CreationTests),
        [Aten.Full] = typeof(CreationTests),
        [Aten.FusedInput] = typeof(FusedLayersTests),
        [Aten.FusedLayer] = typeof(FusedLayersTests),
        [Aten.FusedPicture] = typeof(FusedLayersTests),
        [Aten.Ones] = typeof(CreationTests),
        [Aten.OnesLike] = typeof(CreationTests),
        [Aten.PackWeight] = typeof(FusedLayersTests),
        [Aten.PinMemory] = typeof(CudaTests),
        [Aten.Zeros] = typeof(CreationTests),
        [Aten.ZerosLike] = typeof(CreationTests),
        [Aten.Rand] = typeof(RandomFillTests),
        [Aten.RandInt] = typeof(RandomFillTests),
        [Aten.Randn] = typeof(RandomFillTests),
    };

    /// <summary>The inventory: field name and operator.</summary>
    public static IEnumerable<(string Name, Operator Operator)> Inventory() =>
        typeof(Aten).GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(field => field.FieldType == typeof(Operator))
            .Select(field => (field.Name, (Operator)field.GetValue(null)!));

    private static string NameOf(Operator op) => Inventory().Single(entry => entry.Operator == op).Name;
}
