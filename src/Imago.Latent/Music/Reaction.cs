using System.Globalization;
using Imago.Networks;

namespace Imago.Latent.Music;

/// <summary>What of a piece of music is followed.</summary>
public enum Feature
{
    /// <summary>All of it.</summary>
    Loudness,

    /// <summary>20 to 250 Hz.</summary>
    Low,

    /// <summary>250 to 2,000 Hz.</summary>
    Mid,

    /// <summary>Over 2,000 Hz.</summary>
    High,

    /// <summary>Beginnings of sounds, as pulses that decay.</summary>
    Onsets,
}

/// <summary>Something of a walk that follows something of the music.</summary>
/// <param name="Layers">Which ws it moves; null: it makes the walk faster and slower.</param>
/// <param name="Feature">What it follows.</param>
/// <param name="Strength">
/// Of ws: at the feature's height w is moved by so much of the way from the mean to a random w. Of speed: the share of the walk's speed that is the music's, 0 to 1.
/// </param>
public sealed record Reaction(IReadOnlyList<int>? Layers, Feature Feature, double Strength)
{
    /// <summary>What reacts where nothing else is said: the music's loudness is the speed, its bands move what they resemble, and every beginning moves a little of all.</summary>
    public const string Default = "speed=loudness,coarse=low:0.4,middle=mid:0.4,fine=high:0.4,all=onsets:0.3";

    /// <summary>What may be written, for the help of an option.</summary>
    public const string Words = "TARGET=FEATURE[:STRENGTH], …; targets: speed, or layers (coarse, middle, fine, all, 0-6); features: loudness, low, mid, high, onsets; strengths: 0.5 if not given";

    /// <summary>Reads a list such as <see cref="Default"/>.</summary>
    /// <param name="text">Reactions with commas between them; the numbers of layers have a plus between them (<c>0-2+5=low</c>). Layers that a small network lacks are passed over.</param>
    /// <param name="options">The network's.</param>
    /// <exception cref="ArgumentException">A part is written in another way.</exception>
    public static IReadOnlyList<Reaction> Parse(string text, GeneratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<Reaction> reactions = [];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            ArgumentException Wrong() => new($"The reaction '{part}' cannot be read: expected {Words}.");
            if (part.Split('=', ':') is not [var target, var name, ..] pieces || pieces.Length > 3 || !Enum.TryParse<Feature>(name, ignoreCase: true, out var feature) || !char.IsLetter(name[0]))
                throw Wrong();
            var strength = 0.5;
            if (pieces.Length == 3 && (!double.TryParse(pieces[2], CultureInfo.InvariantCulture, out strength) || !double.IsFinite(strength)))
                throw Wrong();
            if (target == "speed" && strength is < 0 or > 1)
                throw new ArgumentException($"The reaction '{part}' has the strength {strength}: a walk's speed follows the music by 0 to 1.");
            if (target == "speed")
                reactions.Add(new(null, feature, strength));
            else if (!(target == "fine" && options.NumWs <= 8) && !(target == "middle" && options.NumWs <= 4))
                reactions.Add(new(StyleLayers.Parse(target.Replace('+', ','), options), feature, strength));
        }
        return reactions;
    }
}
