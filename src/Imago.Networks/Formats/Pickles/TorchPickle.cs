namespace Imago.Networks.Formats.Pickles;

/// <summary>How torch puts tensors into pickles: a storage elsewhere, and a place, sizes and steps in it.</summary>
internal static class TorchPickle
{
    private static readonly Dictionary<string, PickleNumber> s_storages = new()
    {
        ["torch.FloatStorage"] = new("F32", 4),
        ["torch.DoubleStorage"] = new("F64", 8),
        ["torch.HalfStorage"] = new("F16", 2),
        ["torch.BFloat16Storage"] = new("BF16", 2),
        ["torch.LongStorage"] = new("I64", 8),
        ["torch.IntStorage"] = new("I32", 4),
        ["torch.ShortStorage"] = new("I16", 2),
        ["torch.CharStorage"] = new("I8", 1),
        ["torch.ByteStorage"] = new("U8", 1),
        ["torch.BoolStorage"] = new("BOOL", 1),
        ["torch.storage.UntypedStorage"] = new("U8", 1),
        ["torch.UntypedStorage"] = new("U8", 1),
    };

    /// <summary>Names that are only named: kinds of storage, element types, classes of tensors.</summary>
    public static IEnumerable<string> Types =>
        s_storages.Keys.Concat(((string[])["float32", "float64", "float16", "bfloat16", "int64", "int32", "uint8", "bool"]).Select(static type => $"torch.{type}"))
            .Concat(["torch.Tensor", "torch.nn.parameter.Parameter"]);

    /// <summary>The functions of torch that make tensors.</summary>
    public static IEnumerable<(string Name, Func<object?[], PickleBudget, object?> Maker)> Makers =>
    [
        ("torch._utils._rebuild_tensor", static (arguments, _) => Tensor(arguments)),
        ("torch._utils._rebuild_tensor_v2", static (arguments, _) => Tensor(arguments)),
        // A parameter is a tensor that is trained.
        ("torch._utils._rebuild_parameter", static (arguments, _) =>
            arguments is [PickleArray data, ..] ? data : throw PickleGlobals.Wrong("_rebuild_parameter", arguments)),
        ("torch._utils._rebuild_parameter_with_state", static (arguments, _) =>
            arguments is [PickleArray data, ..] ? data : throw PickleGlobals.Wrong("_rebuild_parameter_with_state", arguments)),
        // A tensor that carries attributes, which are left out.
        ("torch._tensor._rebuild_from_type_v2", static (arguments, _) => arguments is [PickleGlobal { Name: "torch._utils._rebuild_tensor_v2" }, PickleGlobal, PickleTuple inner, _]
            ? Tensor(inner.Items) : throw PickleGlobals.Wrong("_rebuild_from_type_v2", arguments)),
        ("torch.storage._load_from_bytes", static (arguments, budget) =>
            arguments is [PickleBytes file] && TorchFile.Read(file.Slice, budget) is PickleStorage storage ? storage : throw PickleGlobals.Wrong("_load_from_bytes", arguments)),
        // How TorchScript writes lists, whose kind it adds.
        .. ((string[])["build_intlist", "build_doublelist", "build_boollist", "build_tensorlist"]).Select(static name => ($"torch.jit._pickle.{name}", (Func<object?[], PickleBudget, object?>)(static (arguments, _) =>
            arguments is [PickleList list] ? list : throw PickleGlobals.Wrong("torch.jit's list", arguments)))),
        ("torch.jit._pickle.restore_type_tag", static (arguments, _) => arguments is [var value, string] ? value : throw PickleGlobals.Wrong("restore_type_tag", arguments)),
        ("torch.Size", static (arguments, _) => arguments is [PickleTuple or PickleList] ? arguments[0] : throw PickleGlobals.Wrong("torch.Size", arguments)),
    ];

    /// <summary>The storage of a reference ('storage', kind, key, device, count, …).</summary>
    /// <param name="reference">What stands in the pickle.</param>
    /// <returns>Its key, and itself, not yet placed.</returns>
    /// <exception cref="PickleException">It is no such reference.</exception>
    public static (string Key, PickleStorage Storage) Storage(object? reference) =>
        reference is PickleTuple { Items: ["storage", PickleGlobal kind, string key, string, long count, ..] items } && s_storages.TryGetValue(kind.Name, out var type)
            && items is [_, _, _, _, _] or [_, _, _, _, _, null]
            ? (key, new PickleStorage(type, count))
            : throw new PickleException($"{PickleGlobals.Words(reference)} stands where a reference to a storage is expected");

    /// <summary>A shape.</summary>
    public static long[] Longs(object? value)
    {
        IReadOnlyList<object?>? items = value switch
        {
            PickleTuple tuple => tuple.Items,
            PickleList list => list.Items,
            _ => null,
        };
        return items is { Count: <= 32 } && items.All(static one => one is long)
            ? [.. items.Select(static one => (long)one!)]
            : throw new PickleException($"{PickleGlobals.Words(value)} stands where a shape is expected");
    }

    private static PickleArray Tensor(object?[] arguments) =>
        arguments is [PickleStorage storage, long offset, var shape, var steps, ..]
            ? new PickleArray(storage, offset, Longs(shape), Longs(steps))
            : throw PickleGlobals.Wrong("torch's _rebuild_tensor", arguments);
}
