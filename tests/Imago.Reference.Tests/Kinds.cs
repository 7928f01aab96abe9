using Imago.Reference.Tests.Handlers;

namespace Imago.Reference.Tests;

/// <summary>What is done with each kind of case: the one place to enter a new one. A kind that stands nowhere here is a failure.</summary>
public static class Kinds
{
    /// <summary>What stands for a file or folder that cannot be read. It fails, with the reason as sub-case.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Why the kinds of <see cref="NotYetHandled"/> are skipped.</summary>
    public const string NotYetHandledReason = "The kind is listed in Kinds.NotYetHandled: Imago does not have this part yet.";

    public static IReadOnlyDictionary<string, Action<FixtureCase>> Handlers { get; } = new Dictionary<string, Action<FixtureCase>>
    {
        [NumpyRandnFixture.KindName] = NumpyRandnHandler.Run,

        ["augment"] = AugmentHandlers.Pipe,
        ["augment_buffers"] = AugmentHandlers.Buffers,

        ["bias_act"] = OperatorHandlers.BiasAct,
        ["conv2d_resample"] = OperatorHandlers.Conv2dResample,
        ["minibatch_std"] = OperatorHandlers.MinibatchStd,
        ["modulated_conv2d"] = OperatorHandlers.ModulatedConv2d,
        ["normalize_2nd_moment"] = OperatorHandlers.Normalize2ndMoment,
        ["resample"] = OperatorHandlers.Resample,
        ["setup_filter"] = OperatorHandlers.SetupFilter,

        ["conv2d_layer"] = LayerHandlers.Conv2dLayer,
        ["fully_connected"] = LayerHandlers.FullyConnected,

        ["clip"] = ClipHandlers.Model,
        ["clip_tokenizer"] = ClipHandlers.Tokenizer,
        ["clip_vocabulary"] = ClipHandlers.Vocabulary,

        ["lpips_features"] = LpipsHandlers.Features,
        ["lpips_vgg"] = LpipsHandlers.Whole,

        ["discriminator"] = NetworkHandlers.Discriminator,
        ["generator"] = NetworkHandlers.Generator,
        ["generator_formula"] = FormulaHandler.Run,
        ["generator_trace"] = NetworkHandlers.GeneratorTrace,
        ["mapping"] = NetworkHandlers.Mapping,
        ["mixing"] = MixingHandler.Run,
        ["synthesis"] = NetworkHandlers.Synthesis,

        ["train_step"] = TrainStepHandler.Run,

        ["network_file"] = CheckpointHandlers.File,
        ["official_pickle"] = CheckpointHandlers.Official,
        ["rosinality_pt"] = CheckpointHandlers.RosinalityPt,
        ["tensorflow_pickle"] = CheckpointHandlers.TensorFlow,
    };

    /// <summary>Kinds of parts that Imago does not have yet; they are counted as skipped.</summary>
    public static IReadOnlySet<string> NotYetHandled { get; } = new HashSet<string>
    {
        // metrics and their networks
        "inception_block", "inception_full", "inception_names", "fid", "kid", "precision_recall", "inception_score",
    };

    /// <summary>The kind of a file that is no safetensors file, by its name.</summary>
    public static string OfName(string path) => Path.GetFileName(path) switch
    {
        var name when Is(name, "numpy_randn", ".json") => NumpyRandnFixture.KindName,
        var name when Is(name, "clip_tokenizer", ".json") => "clip_tokenizer",
        var name when Is(name, "bpe_", ".gz") => "clip_vocabulary",
        var name when Is(name, "inception_", "names.json") => "inception_names",
        var name when Is(name, "", ".pkl") || Is(name, "", ".pt") => "network_file",
        var name => $"files like {name}",
    };

    /// <summary>Files that are to be read by people.</summary>
    public static bool IsProse(string path) => Is(path, "", ".md") || Is(path, "", "LICENSE.txt");

    private static bool Is(string name, string start, string end) =>
        name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(end, StringComparison.Ordinal);
}
