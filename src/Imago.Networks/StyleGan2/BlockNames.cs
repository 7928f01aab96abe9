using System.Globalization;

namespace Imago.Networks;

/// <summary>The names of a network's tensors, which say the resolution of their block.</summary>
public static class BlockNames
{
    /// <summary>Stands before the resolution in a generator's names: <c>synthesis.b64.conv0.weight</c>.</summary>
    public const string Generator = "synthesis.b";

    /// <summary>Stands before the resolution in a discriminator's names: <c>b64.conv0.weight</c>.</summary>
    public const string Discriminator = "b";

    /// <summary>The resolution in a name; null where there is none, as in <c>mapping.fc0.weight</c>.</summary>
    /// <param name="name">A tensor's full name.</param>
    /// <param name="prefix"><see cref="Generator"/> or <see cref="Discriminator"/>.</param>
    public static int? Resolution(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(name[prefix.Length..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var side) ? side : null;
}
