using Imago.Networks;

namespace Imago.Latent;

/// <summary>
/// One picture that is wanted of a network: all that a film, a page or a gallery has to remember of it. The same value and the same network give the same picture;
/// films are sequences of such values.
/// </summary>
public sealed record RenderRequest
{
    /// <summary>What the picture is made of.</summary>
    public required LatentCode Latent { get; init; }

    /// <summary>The fingerprint of the network that is meant (<see cref="Networks.Formats.NetworkFingerprint"/>); any other one refuses. Null for whichever it is.</summary>
    public string? Network { get; init; }

    /// <summary>ψ: w becomes mean + ψ·(w - mean). 1 leaves w alone, 0 is the mean picture, negative the opposite.</summary>
    public double TruncationPsi { get; init; } = 1;

    /// <summary>Only the first so many of the ws are truncated; null means all.</summary>
    public int? TruncationCutoff { get; init; }

    /// <summary>The class, 0 to cDim - 1; needed by a network with labels for z without a label of its own, and refused in all other cases.</summary>
    public int? Class { get; init; }

    /// <summary>Stored noise maps, none, or fresh ones.</summary>
    public NoiseMode NoiseMode { get; init; } = NoiseMode.Const;

    /// <summary>Of which seed fresh noise is drawn; null for that of the latent (0 where it has none).</summary>
    public long? NoiseSeed { get; init; }

    /// <summary>The side of the picture: null for the network's own, or a smaller one of <see cref="SynthesisNetwork.CoarseResolutions"/> for a coarse picture in less time.</summary>
    public int? Resolution { get; init; }

    /// <summary>What is done to the activations of layers on their way, in this order: units switched off, bent.</summary>
    public IReadOnlyList<LayerEdit> Edits { get; init; } = [];
}
