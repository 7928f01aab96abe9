using System.Numerics;
using Imago.Networks.Formats.Pickles;

namespace Imago.Networks.Formats;

/// <summary>The arguments that a network was made with, looked up one by one: what nobody asked for at the end is not understood.</summary>
/// <param name="source">The file and the network in it, for sentences.</param>
/// <param name="arguments">Names and values.</param>
internal sealed class Arguments(string source, PickleDict arguments)
{
    private readonly HashSet<string> _asked = [];

    /// <summary>A whole number; null where it is not given, or None.</summary>
    public int? Integer(string name) => Value(name) switch
    {
        null => null,
        long number when number == (int)number => (int)number,
        double number when number == Math.Floor(number) && Math.Abs(number) < int.MaxValue => (int)number,
        NumpyArray { Array: { Count: 1 } array } => Integer(name, array),
        var other => throw Wrong(name, other, "a whole number"),
    };

    /// <summary>The side of the pictures, without which nothing can be built.</summary>
    public int Resolution(string name, int? usual = null) => Integer(name) ?? usual ?? throw new NetworkException($"{source}: it does not say its resolution.");

    /// <summary>How blocks hand pictures on.</summary>
    public Architecture Architecture(string usual) => (Text("architecture") ?? usual) switch
    {
        "orig" => Networks.Architecture.Orig,
        "skip" => Networks.Architecture.Skip,
        "resnet" => Networks.Architecture.Resnet,
        var other => throw new NetworkException($"{source}: its architecture is '{other}', expected orig, skip or resnet."),
    };

    /// <summary>A number; null where it is not given, or None.</summary>
    public double? Number(string name) => Value(name) switch
    {
        null => null,
        long number => number,
        double number => number,
        var other => throw Wrong(name, other, "a number"),
    };

    /// <summary>A text; null where it is not given, or None.</summary>
    public string? Text(string name) => Value(name) switch
    {
        null => null,
        string text => text,
        var other => throw Wrong(name, other, "a text"),
    };

    /// <summary>Arguments within an argument; none where they are not given.</summary>
    public Arguments Inner(string name) => Value(name) switch
    {
        null => new(source, new PickleDict()),
        PickleDict inner => new(source, inner),
        var other => throw Wrong(name, other, "a dictionary"),
    };

    /// <summary>Numbers; null where they are not given, or None.</summary>
    public float[]? Numbers(string name) => Value(name) switch
    {
        null => null,
        PickleList list => [.. list.Items.Select(one => One(name, one))],
        PickleTuple tuple => [.. tuple.Items.Select(one => One(name, one))],
        var other => throw Wrong(name, other, "a list of numbers"),
    };

    /// <summary>Whether it is given, be it as None.</summary>
    public bool Has(string name) => arguments.TryGet(name, out _);

    /// <summary>Whether it is given as this truth value.</summary>
    public bool Is(string name, bool truth) => Value(name) switch
    {
        null => false,
        bool value => value == truth,
        var other => throw Wrong(name, other, "True or False"),
    };

    /// <summary>Says that an argument only has the value that Imago's networks are built with.</summary>
    /// <exception cref="NetworkException">It has another.</exception>
    public void Only(string name, params object?[] allowed)
    {
        if (Value(name) is { } value && !allowed.Any(one => Equals(one, value) || (one is double a && value is long b && a == b)))
            throw new NetworkException($"{source}: its argument {name} is {Shown(value)}, and Imago's networks know only {string.Join(" or ", allowed.Select(Shown))}.");
    }

    /// <summary>Arguments that make no difference to the numbers.</summary>
    public void Ignore(params string[] names) => _asked.UnionWith(names);

    /// <summary>Ends the questions.</summary>
    /// <exception cref="NetworkException">There are arguments that nobody asked for.</exception>
    public void End()
    {
        var unknown = arguments.Entries.Where(entry => entry.Key is not string name || !_asked.Contains(name)).Select(static entry => Shown(entry.Key)).Distinct().ToList();
        if (unknown.Count > 0)
            throw new NetworkException($"{source}: it was made with {string.Join(", ", unknown.Take(8))}, which StyleGAN2's networks do not have: it is of another kind.");
    }

    private object? Value(string name)
    {
        _asked.Add(name);
        return arguments[name];
    }

    private float One(string name, object? value) => value switch
    {
        long number => number,
        double number => (float)number,
        _ => throw Wrong(name, value, "a list of numbers"),
    };

    private static int Integer(string name, PickleArray array)
    {
        using var scope = Torch.TensorScope.Open();
        var number = PickleTensors.Read(array).To(Torch.ScalarType.Float64).ToScalar();
        return number == Math.Floor(number) && Math.Abs(number) < int.MaxValue ? (int)number : throw new PickleException($"{name} is {number}, expected a whole number");
    }

    private NetworkException Wrong(string name, object? value, string expected) =>
        new($"{source}: its argument {name} is {Shown(value)}, expected {expected}.");

    private static string Shown(object? value) => value switch
    {
        string text => $"'{(text.Length > 40 ? text[..40] + "…" : text)}'",
        long or double or BigInteger => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}"),
        bool truth => truth ? "True" : "False",
        _ => PickleGlobals.Words(value),
    };
}
