namespace Imago.Networks.Formats;

/// <summary>Who wrote a file of networks.</summary>
public enum CheckpointKind
{
    /// <summary>Imago: safetensors with the options in the metadata.</summary>
    Imago,

    /// <summary>StyleGAN2-ADA's PyTorch implementation: a pickle.</summary>
    StyleGan2Ada,

    /// <summary>The StyleGAN3 repository, training StyleGAN2: a pickle.</summary>
    StyleGan3Repository,

    /// <summary>StyleGAN2 or StyleGAN2-ADA on TensorFlow: a pickle.</summary>
    TensorFlow,

    /// <summary>rosinality's stylegan2-pytorch: a file of <c>torch.save</c>.</summary>
    Rosinality,

    /// <summary>A generator's tensors under their upstream names, without its arguments: a file of <c>torch.save</c>.</summary>
    StateDictionary,
}

/// <summary>Kinds of files in words.</summary>
public static class CheckpointKinds
{
    /// <summary>Who wrote it, and how.</summary>
    public static string Words(this CheckpointKind kind) => kind switch
    {
        CheckpointKind.Imago => NetworkFile.Format,
        CheckpointKind.StyleGan2Ada => "a pickle of StyleGAN2-ADA",
        CheckpointKind.StyleGan3Repository => "a pickle of the StyleGAN3 repository",
        CheckpointKind.TensorFlow => "a pickle of StyleGAN2 on TensorFlow",
        CheckpointKind.Rosinality => "a file of rosinality's stylegan2-pytorch",
        CheckpointKind.StateDictionary => "a state dictionary of a generator",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a kind of file that is not known"),
    };
}

/// <summary>A network in a file: what it was made with, and its tensors.</summary>
/// <typeparam name="TOptions">Its options.</typeparam>
/// <param name="Options">What it was made with.</param>
/// <param name="Tensors">Its tensors under their upstream names.</param>
internal sealed record CheckpointPart<TOptions>(TOptions Options, NamedTensors Tensors);

/// <summary>What a file of networks holds, before a network is made of it. Any of the networks may be missing.</summary>
internal sealed record CheckpointParts
{
    /// <summary>Who wrote it.</summary>
    public required CheckpointKind Kind { get; init; }

    /// <summary>The generator as it was trained.</summary>
    public CheckpointPart<GeneratorOptions>? Generator { get; init; }

    /// <summary>The generator's moving average, which makes the better pictures.</summary>
    public CheckpointPart<GeneratorOptions>? GeneratorEma { get; init; }

    /// <summary>The discriminator.</summary>
    public CheckpointPart<DiscriminatorOptions>? Discriminator { get; init; }

    /// <summary>What is there, in words.</summary>
    public IReadOnlyList<string> Names =>
        [.. new[] { Generator is null ? null : "generator", GeneratorEma is null ? null : "its average", Discriminator is null ? null : "discriminator" }.OfType<string>()];

    /// <summary>The probability of the augmentations.</summary>
    public double? AugmentP { get; init; }

    /// <summary>The training that made them.</summary>
    public TrainingRecord Training { get; init; } = new();
}
