namespace Imago.Networks;

/// <summary>What bends between the two matrices of a block; networks are trained with one of them, and the file rarely says which.</summary>
public enum ClipActivation
{
    /// <summary>x · σ(1.702x): OpenAI's networks.</summary>
    QuickGelu,

    /// <summary>x · Φ(x): most of OpenCLIP's.</summary>
    Gelu,
}

/// <summary>One of the two towers.</summary>
/// <param name="Width">Numbers a token.</param>
/// <param name="Layers">Blocks.</param>
/// <param name="Heads">Parts of the attention; divides the width.</param>
/// <param name="Hidden">Numbers between the two matrices of a block, usually 4 · width.</param>
public readonly record struct ClipTower(int Width, int Layers, int Heads, int Hidden);

/// <summary>The shape of a network, which its weights tell.</summary>
public sealed record ClipOptions
{
    /// <summary>Mean of each channel over the pictures of 0 to 1 that OpenAI's networks learned from.</summary>
    public static IReadOnlyList<double> UsualMean { get; } = [0.48145466, 0.4578275, 0.40821073];

    /// <summary>Standard deviation of each channel over the same.</summary>
    public static IReadOnlyList<double> UsualDeviation { get; } = [0.26862954, 0.26130258, 0.27577711];

    /// <summary>Length of the vectors that pictures and texts become.</summary>
    public required int EmbedDim { get; init; }

    /// <summary>Width and height of a picture.</summary>
    public required int ImageResolution { get; init; }

    /// <summary>Width and height of the patches that it is cut into; divides the resolution.</summary>
    public required int PatchSize { get; init; }

    /// <summary>The tower that looks.</summary>
    public required ClipTower Vision { get; init; }

    /// <summary>The tower that reads.</summary>
    public required ClipTower Text { get; init; }

    /// <summary>Most tokens of a text.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Tokens that there are; the last two begin and end a text.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>What bends.</summary>
    public required ClipActivation Activation { get; init; }

    /// <summary>What is taken from each channel of 0 to 1.</summary>
    public IReadOnlyList<double> Mean { get; init; } = UsualMean;

    /// <summary>What each channel is then divided by.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = UsualDeviation;

    /// <summary>The token that begins a text.</summary>
    public int StartToken => VocabularySize - 2;

    /// <summary>The token that ends a text, at whose place its vector is taken.</summary>
    public int EndToken => VocabularySize - 1;
}
