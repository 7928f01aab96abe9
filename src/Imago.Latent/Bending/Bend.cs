using Imago.Latent.Units;

namespace Imago.Latent.Bending;

/// <summary>One thing that is done to a network: which layers, which of their units, and what.</summary>
/// <param name="Layers">See <see cref="UnitLayers"/>.</param>
/// <param name="Units">Which of each.</param>
/// <param name="Transform">What is done to them.</param>
public sealed record Bend(string Layers, UnitChoice Units, Transform Transform)
{
    /// <summary>How it is written.</summary>
    public const string Form = "LAYERS[/UNITS]: TRANSFORM NUMBERS, such as \"16-32/40%: rotate 20\"";

    /// <summary>Reads one: <c>LAYERS[/UNITS]: TRANSFORM NUMBERS</c>. Whether the network has such layers and units is not known yet.</summary>
    /// <exception cref="ArgumentException">It is written in another way.</exception>
    public static Bend Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Split(':', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } where, var what])
            throw new ArgumentException($"The bend is '{text}', expected {Form}.");
        return where.Split('/', StringSplitOptions.TrimEntries) switch
        {
            [var layers] => new(layers, new AllUnits(), TransformText.Parse(what)),
            [var layers, var units] => new(layers, UnitChoice.Parse(units), TransformText.Parse(what)),
            _ => throw new ArgumentException($"The bend is '{text}', expected {Form}."),
        };
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Units is AllUnits ? $"{Layers}: {Transform}" : $"{Layers}/{Units}: {Transform}";

    /// <summary>Whether two do the same to the same units, but for how far.</summary>
    internal bool IsLike(Bend other) => Layers == other.Layers && Units.ToString() == other.Units.ToString() && Transform.IsLike(other.Transform);
}
