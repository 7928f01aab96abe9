using Imago.Latent.Music;
using Imago.Networks;

namespace Imago.Latent.Walks;

/// <summary>How a walk goes from one keyframe to the next.</summary>
public enum WalkKind
{
    /// <summary>On straight lines.</summary>
    Linear,

    /// <summary>On arcs about the middle of the space.</summary>
    Slerp,

    /// <summary>On a cubic spline: through every keyframe without a kink.</summary>
    Spline,

    /// <summary>On the circle that two keyframes span; it passes them and their opposites.</summary>
    Circular,

    /// <summary>Wandering smoothly among the keyframes without ever standing at one.</summary>
    Noise,
}

/// <summary>What a walk is like, but for its keyframes.</summary>
public sealed record WalkOptions
{
    /// <summary>How it goes.</summary>
    public WalkKind Kind { get; init; } = WalkKind.Spline;

    /// <summary>Where it goes: in W, or in Z.</summary>
    public LatentSpace Space { get; init; } = LatentSpace.W;

    /// <summary>How movements begin and end: each leg's for linear and slerp, else that of the whole way.</summary>
    public Easing Easing { get; init; } = Easing.Linear;

    /// <summary>Whether it comes back, so that the film can be played round and round: the frame after the last is the first.</summary>
    public bool Loop { get; init; }

    /// <summary>Its length.</summary>
    public double Seconds { get; init; } = 10;

    /// <summary>Frames a second.</summary>
    public double FramesPerSecond { get; init; } = 30;

    /// <summary>Walks beside each other.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>Walks above each other.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>In which order the keyframes are dealt to the walks; null: as they are given.</summary>
    public long? ShuffleSeed { get; init; }

    /// <summary>Of <see cref="WalkKind.Noise"/>: which wandering. Of <see cref="Networks.NoiseMode.Random"/>: which noise maps.</summary>
    public long NoiseSeed { get; init; }

    /// <summary>ψ.</summary>
    public double TruncationPsi { get; init; } = 0.7;

    /// <summary>ψ at the end (of one that comes back: half-way); null stays at <see cref="TruncationPsi"/>.</summary>
    public double? TruncationTo { get; init; }

    /// <summary>Only the first so many of the ws are truncated; null means all.</summary>
    public int? TruncationCutoff { get; init; }

    /// <summary>The class, for keyframes without a label in a network with labels.</summary>
    public int? Class { get; init; }

    /// <summary>Music that the walk follows; null: it goes evenly.</summary>
    public MusicReaction? Music { get; init; }

    /// <summary>Stored noise maps, none, or fresh ones: the same in every frame, so that they do not flicker.</summary>
    public NoiseMode NoiseMode { get; init; } = NoiseMode.Const;

    /// <summary>What is done to activations of layers in every frame: units switched off, bent.</summary>
    public IReadOnlyList<LayerEdit> Edits { get; init; } = [];
}
