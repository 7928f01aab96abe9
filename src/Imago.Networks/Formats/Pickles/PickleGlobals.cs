using System.Collections.Frozen;
using System.Numerics;

namespace Imago.Networks.Formats.Pickles;

/// <summary>
/// Every name that a pickle may use, and what it stands for here. All of them make plain data from plain data; a name that is not
/// on this list is refused before it can be used for anything.
/// </summary>
internal static class PickleGlobals
{
    private delegate object? Maker(object?[] arguments, PickleBudget budget);

    private static readonly FrozenDictionary<string, Maker> s_makers = Makers().ToFrozenDictionary();

    /// <summary>Classes that are kept as a name, their arguments and their attributes.</summary>
    private static readonly FrozenSet<string> s_opaque = FrozenSet.Create(
        "dnnlib.tflib.network.Network", // StyleGAN's TensorFlow networks
        "argparse.Namespace", // the options of rosinality's training
        "torch.device");

    /// <summary>What the names of TorchScript's own classes begin with. They are programs, of which only the attributes are kept.</summary>
    public const string Scripted = "__torch__.";

    private static readonly FrozenDictionary<string, PickleGlobal> s_names =
        s_makers.Keys.Concat(s_opaque).Concat(TorchPickle.Types).ToFrozenDictionary(static name => name, static name => new PickleGlobal(name));

    /// <summary>The name, where it is on the list.</summary>
    /// <exception cref="PickleException">It is not.</exception>
    public static PickleGlobal Find(string module, string name) =>
        s_names.TryGetValue($"{module}.{name}", out var global) ? global
        : module.StartsWith(Scripted, StringComparison.Ordinal) ? new PickleGlobal($"{module}.{name}")
        : throw new PickleException($"it names the Python object {Shown(module)}.{Shown(name)}, which is not among the plain data that Imago reads; nothing was executed");

    /// <summary>The value that Python would make by calling the name.</summary>
    public static object? Make(PickleGlobal global, object?[] arguments, PickleBudget budget)
    {
        budget.Spend(64);
        return s_makers.TryGetValue(global.Name, out var maker) ? maker(arguments, budget)
            : s_opaque.Contains(global.Name) || global.Name.StartsWith(Scripted, StringComparison.Ordinal) ? new PickleObject(global.Name, arguments)
            : throw new PickleException($"{global.Name} is called, which is only a name");
    }

    /// <summary>Gives a value its state.</summary>
    public static void Build(object? value, object? state, PickleBudget budget)
    {
        switch (value)
        {
            case PickleObject thing: thing.State = state; break;
            case NumpyType type: type.Build(state); break;
            case NumpyArray array: array.Build(state, budget); break;
            case PickleDict: break; // an attribute of an ordered dictionary, such as the versions of a state dictionary's modules
            default: throw new PickleException($"{Words(value)} is given attributes");
        }
    }

    /// <summary>What a value is, in words.</summary>
    public static string Words(object? value) => value switch
    {
        null => "None",
        bool => "a truth value",
        long or BigInteger => "an integer",
        double => "a number",
        string or PickleLongText => "a text",
        PickleBytes => "bytes",
        PickleTuple => "a tuple",
        PickleList => "a list",
        PickleDict => "a dictionary",
        PickleGlobal global => global.Name,
        PickleObject thing => $"an object of {thing.Name}",
        NumpyType => "a numpy type",
        NumpyArray => "a numpy array",
        PickleArray => "a tensor",
        PickleStorage => "a storage",
        _ => "something else",
    };

    private static IEnumerable<KeyValuePair<string, Maker>> Makers()
    {
        foreach (var module in (string[])["builtins", "__builtin__"])
        {
            yield return new($"{module}.set", List);
            yield return new($"{module}.frozenset", List);
            yield return new($"{module}.bytes", static (arguments, _) => arguments is [] ? new PickleBytes(default) : throw Wrong("bytes", arguments));
            yield return new($"{module}.bytearray", static (arguments, budget) => arguments is [var bytes, ..] ? new PickleBytes(PickleText.Bytes(bytes, budget)) : new PickleBytes(default));
        }
        foreach (var name in (string[])["collections.OrderedDict", "dnnlib.util.EasyDict", "dnnlib.EasyDict", "torch_utils.misc.EasyDict"])
            yield return new(name, Dict);
        // Bytes of Python 3 in a protocol of Python 2 are a text and its encoding.
        yield return new("_codecs.encode", static (arguments, budget) =>
            arguments is [string or PickleLongText, "latin1" or "latin-1"] ? new PickleBytes(PickleText.Bytes(arguments[0], budget)) : throw Wrong("_codecs.encode", arguments));
        yield return new(PersistentObject, static (arguments, _) =>
            arguments is [PickleDict meta] && meta["class_name"] is string name
                ? new PickleObject(PersistentObject, [name, meta["type"], meta["version"]]) { State = meta["state"] }
                : throw Wrong(PersistentObject, arguments));
        foreach (var (name, maker) in NumpyPickle.Makers.Concat(TorchPickle.Makers))
            yield return new(name, new(maker));
    }

    /// <summary>How StyleGAN2-ADA and its successors keep a network: a class's name and source, and its attributes. The source is never looked at.</summary>
    public const string PersistentObject = "torch_utils.persistence._reconstruct_persistent_obj";

    /// <summary>The arguments of a name are not those that it is called with by those who write networks.</summary>
    public static PickleException Wrong(string name, object?[] arguments) =>
        new($"{name} is called with {(arguments.Length == 0 ? "nothing" : string.Join(", ", arguments.Take(8).Select(Words)))}");

    private static PickleList List(object?[] arguments, PickleBudget budget)
    {
        if (arguments is not ([] or [PickleList])) throw Wrong("set", arguments);
        var items = arguments is [PickleList list] ? list.Items : [];
        budget.Spend(8L * items.Count);
        return new([.. items]);
    }

    private static PickleDict Dict(object?[] arguments, PickleBudget budget)
    {
        var dict = new PickleDict();
        if (arguments is [PickleList list])
        {
            budget.Spend(32L * list.Items.Count);
            foreach (var item in list.Items)
            {
                dict.Entries.Add(item switch
                {
                    PickleTuple { Items: [var key, var value] } => (key, value),
                    PickleList { Items: [var key, var value] } => (key, value),
                    _ => throw Wrong("OrderedDict", arguments),
                });
            }
        }
        else if (arguments is not [])
        {
            throw Wrong("OrderedDict", arguments);
        }
        return dict;
    }

    private static string Shown(string name) => name.Length > 80 ? name[..80] : name;
}
