using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Imago.Gallery.Hanging;

/// <summary>A file of YAML read event by event: each error names its line and what was expected there, and no depth of nesting is too deep.</summary>
internal static class Yaml
{
    /// <summary>A group of names and values.</summary>
    /// <param name="yaml">The events.</param>
    /// <param name="expected">What the group is, for the sentence where it is none.</param>
    /// <param name="keys">The names that may stand there.</param>
    /// <param name="take">Reads the value of a name; false: the name does not belong there.</param>
    /// <returns>Where it begins.</returns>
    public static Mark Mapping(this Parser yaml, string expected, string keys, Func<string, bool> take)
    {
        if (!yaml.TryConsume<MappingStart>(out var start))
            throw yaml.Unexpected(expected);
        HashSet<string> seen = [];
        while (!yaml.TryConsume<MappingEnd>(out _))
        {
            var key = yaml.Text(keys);
            if (!seen.Add(key.Value))
                throw key.Wrong($"'{key.Value}' stands here a second time, expected each name once");
            if (!take(key.Value))
                throw key.Wrong($"'{key.Value}' stands here, expected {keys}");
        }
        return start.Start;
    }

    /// <summary>A list.</summary>
    public static List<T> List<T>(this Parser yaml, string expected, Func<Parser, T> one)
    {
        if (!yaml.TryConsume<SequenceStart>(out _))
            throw yaml.Unexpected(expected);
        List<T> all = [];
        while (!yaml.TryConsume<SequenceEnd>(out _))
            all.Add(one(yaml));
        return all;
    }

    /// <summary>A text or a number.</summary>
    public static Scalar Text(this Parser yaml, string expected) => yaml.TryConsume<Scalar>(out var text) ? text : throw yaml.Unexpected(expected);

    /// <summary>What is said of a value that does not do.</summary>
    public static YamlException Wrong(this ParsingEvent at, string sentence) => new(at.Start, at.End, sentence);

    private static YamlException Unexpected(this Parser yaml, string expected)
    {
        var at = yaml.Current!;
        return at.Wrong($"{at switch { Scalar text => $"'{text.Value}'", SequenceStart => "a list", MappingStart => "a group of names and values", _ => "nothing" }} stands here, expected {expected}");
    }
}
