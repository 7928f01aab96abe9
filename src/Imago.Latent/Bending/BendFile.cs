using System.Text;
using Imago.Torch.Formats;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Imago.Latent.Bending;

/// <summary>A small YAML file with the bends of a network, and those with which its film begins.</summary>
/// <example><code>
/// # from is left out where a film begins with the network as it is
/// from:
///   - 16-32/40%: rotate -20
/// bend:
///   - 16-32/40%: rotate 20
///   - fine: erode 0.01
/// </code></example>
/// <param name="To">What is done to the network, in this order.</param>
/// <param name="From">What was done to it at the beginning of a film; empty for nothing.</param>
public sealed record BendFile(IReadOnlyList<Bend> To, IReadOnlyList<Bend> From)
{
    private const string Expected = "expected the list 'bend:', and 'from:' if you like, of lines such as '- 16-32/40%: rotate 20'";

    /// <summary>Reads one. Each line of its lists is what <see cref="Bend.Parse"/> reads.</summary>
    /// <param name="path">Of the file.</param>
    /// <exception cref="LatentException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static BendFile Read(string path)
    {
        using var text = File.OpenText(path);
        var yaml = new Parser(text);
        try
        {
            // Event by event, for a file of lists in lists in lists would be too deep for what builds a tree of it.
            yaml.Consume<StreamStart>();
            yaml.Consume<DocumentStart>();
            yaml.Consume<MappingStart>();
            var lists = new Dictionary<string, IReadOnlyList<Bend>>();
            while (!yaml.TryConsume<MappingEnd>(out _))
            {
                var name = yaml.Consume<Scalar>();
                if (name.Value is not ("bend" or "from") || !lists.TryAdd(name.Value, Bends(yaml)))
                    throw new YamlException(name.Start, name.End, $"'{name.Value}' stands where it cannot");
            }
            yaml.Consume<DocumentEnd>();
            yaml.Consume<StreamEnd>();
            return lists.GetValueOrDefault("bend") is { Count: > 0 } to ? new(to, lists.GetValueOrDefault("from") ?? [])
                : throw new LatentException($"{path} bends nothing: {Expected}.");
        }
        catch (YamlException e)
        {
            throw new LatentException($"{path}, line {e.Start.Line}: {e.Message.TrimEnd('.')}{(e.InnerException is ArgumentException ? "" : $": {Expected}")}.", e);
        }
    }

    /// <summary>Writes one; the file is there whole or not at all. Lines stand in quotes, for YAML takes no name of more than 1,024 letters, and a list of units may be longer.</summary>
    /// <param name="path">Of the file.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path)
    {
        static string List(string name, IReadOnlyList<Bend> bends) => bends.Count == 0 ? "" : $"{name}:\n{string.Concat(bends.Select(static bend => $"  - '{bend.ToString().Replace("'", "''", StringComparison.Ordinal)}'\n"))}";
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(List("from", From) + List("bend", To))));
    }

    private static List<Bend> Bends(Parser yaml)
    {
        List<Bend> bends = [];
        yaml.Consume<SequenceStart>();
        while (!yaml.TryConsume<SequenceEnd>(out _))
        {
            // '- all: invert' is a mapping of one pair to YAML, and a text where it stands in quotes.
            var pair = yaml.TryConsume<MappingStart>(out _);
            var first = yaml.Consume<Scalar>();
            bends.Add(One(first, pair ? $"{first.Value}: {yaml.Consume<Scalar>().Value}" : first.Value));
            if (pair)
                yaml.Consume<MappingEnd>();
        }
        return bends;
    }

    private static Bend One(Scalar at, string text)
    {
        try
        {
            return Bend.Parse(text);
        }
        catch (ArgumentException e)
        {
            throw new YamlException(at.Start, at.End, e.Message, e);
        }
    }
}
