namespace Imago.Training.Run;

/// <summary>What of a network was not taken over.</summary>
/// <param name="Prefix">Stands before names in sentences.</param>
/// <param name="Explains">Whether another resolution, other labels or other colours explain that a tensor has no counterpart.</param>
internal sealed record TransferFit(string Prefix, Predicate<string> Explains)
{
    /// <summary>Tensors of the new network that the old one does not have in this shape.</summary>
    public Names New { get; } = new();

    /// <summary>Tensors of the old network that have no place in the new one.</summary>
    public Names Left { get; } = new();

    /// <summary>What is new and left out, for good reason.</summary>
    public IEnumerable<string> Told()
    {
        foreach (var (verb, names) in new[] { ("New", New), ("Left out", Left) })
            if (names.Listed(Prefix, Explains) is { } explained)
                yield return $"{verb}: {explained}.";
    }

    /// <summary>What is new and left out, and nothing explains it.</summary>
    public IEnumerable<string> Unexplained()
    {
        foreach (var (verb, names) in new[] { ("stay random", New), ("are dropped", Left) })
            if (names.Listed(Prefix, name => !Explains(name)) is { } unexplained)
                yield return $"{unexplained} {verb}";
    }

    /// <summary>Some of a network's tensors.</summary>
    internal sealed class Names
    {
        /// <summary>All that the network has.</summary>
        public IReadOnlyCollection<string> Network { get; set; } = [];

        /// <summary>Those that are meant.</summary>
        public List<string> Some { get; } = [];

        /// <summary>Those that fulfil a condition, in words: whole blocks, <c>b64</c>, and else the layers with their tensors, <c>b32.torgb (weight, bias)</c>; null for none.</summary>
        public string? Listed(string prefix, Predicate<string> condition)
        {
            var meant = Some.Where(name => condition(name)).ToList();
            var words = meant.GroupBy(Block).SelectMany(block => block.Count() == Network.Count(name => Block(name) == block.Key) ? [block.Key] : Layers(block));
            return meant.Count == 0 ? null : string.Join(", ", words.Select(word => prefix + word));
        }

        private static IEnumerable<string> Layers(IEnumerable<string> names) =>
            names.GroupBy(static name => name[..name.LastIndexOf('.')]).Select(static layer => $"{layer.Key} ({string.Join(", ", layer.Select(static name => name[(name.LastIndexOf('.') + 1)..]))})");

        private static string Block(string name)
        {
            var parts = name.Split('.');
            return parts[0] == "synthesis" ? $"synthesis.{parts[1]}" : parts[0];
        }
    }
}
