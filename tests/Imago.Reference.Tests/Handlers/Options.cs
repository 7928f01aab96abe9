using System.Text.Json.Nodes;
using Imago.Networks.Ops;

namespace Imago.Reference.Tests.Handlers;

/// <summary>Reads the options of the reference implementation: what is missing or null has the given default.</summary>
internal static class Options
{
    public static double? Number(this JsonObject options, string name) => options[name]?.GetValue<double>();

    public static double Number(this JsonObject options, string name, double otherwise) => options.Number(name) ?? otherwise;

    public static long? Whole(this JsonObject options, string name) => options[name]?.GetValue<long>();

    public static int Whole(this JsonObject options, string name, int otherwise) => options[name]?.GetValue<int>() ?? otherwise;

    public static bool Flag(this JsonObject options, string name, bool otherwise = false) => options[name]?.GetValue<bool>() ?? otherwise;

    public static string Text(this JsonObject options, string name, string otherwise) => options[name]?.GetValue<string>() ?? otherwise;

    /// <summary>An object of options inside the options; empty where it is missing.</summary>
    public static JsonObject Part(this JsonObject options, string name) => options[name]?.AsObject() ?? [];

    /// <summary>The options themselves; fails where there is one that is not named here, so that none is silently left out.</summary>
    public static JsonObject Only(this JsonObject options, params string[] known)
    {
        var unknown = options.Select(option => option.Key).Except(known).ToArray();
        return unknown.Length == 0 ? options : throw new NotSupportedException($"the handler does not know the options {string.Join(", ", unknown)}.");
    }

    /// <summary>A factor for both axes, or [x, y].</summary>
    public static (long X, long Y) Factors(this JsonObject options, string name) => options[name] switch
    {
        null => (1, 1),
        JsonArray { Count: 2 } both => (both[0]!.GetValue<long>(), both[1]!.GetValue<long>()),
        var one => (one.GetValue<long>(), one.GetValue<long>()),
    };

    /// <summary>One number, [x, y] or [left, right, top, bottom].</summary>
    public static Padding Padding(this JsonObject options, string name) => options[name] switch
    {
        null => default,
        JsonArray { Count: 4 } four => new(four[0]!.GetValue<long>(), four[1]!.GetValue<long>(), four[2]!.GetValue<long>(), four[3]!.GetValue<long>()),
        JsonArray { Count: 2 } two => new(two[0]!.GetValue<long>(), two[0]!.GetValue<long>(), two[1]!.GetValue<long>(), two[1]!.GetValue<long>()),
        var one => Networks.Ops.Padding.All(one.GetValue<long>()),
    };

    public static Activation Activation(this JsonObject options, string name) => options.Text(name, "linear") switch
    {
        "linear" => Networks.Ops.Activation.Linear,
        "relu" => Networks.Ops.Activation.Relu,
        "lrelu" => Networks.Ops.Activation.LeakyRelu,
        "tanh" => Networks.Ops.Activation.Tanh,
        "sigmoid" => Networks.Ops.Activation.Sigmoid,
        "elu" => Networks.Ops.Activation.Elu,
        "selu" => Networks.Ops.Activation.Selu,
        "softplus" => Networks.Ops.Activation.Softplus,
        "swish" => Networks.Ops.Activation.Swish,
        var name2 => throw new NotSupportedException($"an activation '{name2}', which Imago does not have."),
    };
}
