using System.Globalization;

namespace Imago.Latent;

// What a network can be asked for.
public sealed partial class Renderer
{
    /// <summary>The names of the classes, a name each; null for a network without labels, or whose training did not name them.</summary>
    public IReadOnlyList<string>? Classes => _network.Training.Classes is { } names && names.Count == Options.CDim && Options.CDim > 0 ? names : null;

    /// <summary>The number of a class that is named, or numbered where none has that name.</summary>
    /// <exception cref="ArgumentException">The network has no such class.</exception>
    public int ClassNumber(string text)
    {
        if (Classes?.Index().FirstOrDefault(one => one.Item == text) is { Item: not null } named)
            return named.Index;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < Options.CDim)
            return number;
        throw new ArgumentException(Options.CDim == 0
            ? $"The class '{text}' was asked for, but the network was trained without labels: leave out the class."
            : $"The network has no class '{text}': choose {ClassList()}.");
    }

    private void Check(RenderRequest request)
    {
        static ArgumentException Wrong(string sentence) => new(sentence);
        var latent = request.Latent;
        var (length, labels) = (latent.Space == LatentSpace.Z ? Options.ZDim : Options.NumWs * Options.WDim, latent.Label?.Length ?? Options.CDim);
        if (latent.Values.Length != length || labels != Options.CDim)
            throw Wrong($"{latent.Name} has {latent.Values.Length} values in {latent.Space} and {latent.Label?.Length ?? 0} labels, this network expects {length} and {Options.CDim}.");
        if (request.Network is { } network && network != Fingerprint)
            throw Wrong($"{latent.Name} belongs to the network {network}, and this is {Fingerprint}: name its own network.");
        if (!double.IsFinite(request.TruncationPsi))
            throw Wrong($"The truncation is {request.TruncationPsi}, expected a finite number; 0.7 and 1 are usual.");
        if (request.TruncationCutoff is { } cutoff && (cutoff < 0 || cutoff > Options.NumWs))
            throw Wrong($"The truncation's cutoff is {cutoff}, expected 0 to {Options.NumWs}, the number of ws of this network.");
        if (request.Class is { } number && Options.CDim == 0)
            throw Wrong($"The class {number} was asked for, but the network was trained without labels: leave out the class.");
        if (request.Class is { } wanted && (wanted < 0 || wanted >= Options.CDim))
            throw Wrong($"The network has no class {wanted}: choose {ClassList()}.");
        var labelled = latent.Space == LatentSpace.W || latent.Label is not null;
        if (labelled && request.Class is not null)
            throw Wrong($"The class {request.Class} was asked for, but the latents carry theirs already: leave out the class.");
        if (Options.CDim > 0 && !labelled && request.Class is null)
            throw Wrong($"The network was trained with labels, so it needs a class: choose {ClassList()}.");
    }

    private string ClassList()
    {
        const int Shown = 20;
        if (Classes is not { } names)
            return $"a number from 0 to {Options.CDim - 1}";
        return $"one of {string.Join(", ", names.Take(Shown).Select(static (name, index) => $"{index} ({name})"))}{(names.Count > Shown ? $", … {names.Count - 1} ({names[^1]})" : "")}";
    }
}
