using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Networks;

/// <summary>
/// CLIP out of the user's files: OpenAI's TorchScript archives (read as data; nothing is run), state dictionaries of OpenAI and OpenCLIP, and Hugging Face's safetensors or
/// <c>pytorch_model.bin</c>. The shape follows from the weights: ViT-B/32, B/16, L/14, L/14 at 336, H/14, g/14 and their like.
/// </summary>
public static class ClipFile
{
    private const int MostLayers = 128;

    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="type">In which the products of its blocks are computed, fp32 or bf16.</param>
    /// <param name="activation">What bends between the two matrices of a block, where the file and what lies beside it do not say; a wrong one costs some points of accuracy and no error.</param>
    /// <exception cref="NetworkException">It is no CLIP of these kinds, is damaged, tensors are missing, of other shapes or not finite, or nothing says which activation it was trained with.</exception>
    /// <exception cref="SafeTensorsException">It is missing, or a damaged safetensors file.</exception>
    public static ClipModel Read(string path, ScalarType type = ScalarType.Float32, ClipActivation? activation = null)
    {
        using var file = WeightFile.Open(path);
        var names = new ClipNames(file.Tensors);
        var config = ClipConfig.Beside(path, names.HuggingFace);
        // OpenAI's own files are archives of TorchScript, or were made from one and then still hold the picture's size.
        var said = config.Activation ?? (file.Scripted || file.Tensors.All.ContainsKey("input_resolution") ? ClipActivation.QuickGelu : null);
        if (said is { } known && activation is { } wanted && known != wanted)
            throw new NetworkException($"{path} was trained with {Name(known)}, and {Name(wanted)} was asked for: leave the activation out.");
        var options = Options(names, config, said ?? activation ?? throw new NetworkException(
            $"{path} does not say whether it was trained with QuickGELU or GELU, and with the wrong one it sees worse: give --activation quick-gelu for OpenAI, MetaCLIP and DFN, gelu for OpenCLIP's other networks such as those of LAION and DataComp, or put its config.json beside it."));
        Bound(path, options);
        return Filled(path, names, new ClipModel(options, type));
    }

    private static ClipModel Filled(string path, ClipNames names, ClipModel model)
    {
        try
        {
            using var none = Autograd.NoGrad();
            foreach (var (name, parameter) in model.NamedParameters())
            {
                using var scope = TensorScope.Open();
                parameter.Value.CopyFrom(names.Read(name, parameter.Value.Shape));
                if (!parameter.Value.IsFinite().All())
                    throw new NetworkException($"{path}: the tensor {names.Of(name)} holds numbers that are not finite: download the weights again.");
            }
            return model;
        }
        catch (Exception e)
        {
            model.Dispose();
            if (CheckpointFile.Damage(e) is { } why) throw new NetworkException($"Cannot read {path}: {why}.", e);
            throw;
        }
    }

    private static ClipOptions Options(ClipNames names, ClipConfig config, ClipActivation activation)
    {
        var patches = names.Shape("visual.conv1.weight", 4); // [width, 3, patch, patch]
        var (positions, tokens, context) = (names.Shape("visual.positional_embedding", 2), names.Shape("text.token_embedding.weight", 2), names.Shape("text.positional_embedding", 2));
        var side = (int)Math.Round(Math.Sqrt(positions[0] - 1));
        if ((long)side * side != positions[0] - 1 || side == 0)
            throw new NetworkException($"{names.Of("visual.positional_embedding")} has {positions[0]:N0} rows, expected one more than a square number: this is no CLIP with square pictures.");
        return new ClipOptions
        {
            EmbedDim = (int)names.Shape("visual.proj", 2)[1],
            ImageResolution = side * (int)patches[2],
            PatchSize = (int)patches[2],
            Vision = Tower(names, "visual", (int)patches[0], config.VisionHeads),
            Text = Tower(names, "text", (int)tokens[1], config.TextHeads),
            ContextLength = (int)context[0],
            VocabularySize = (int)tokens[0],
            Activation = activation,
            Mean = config.Mean ?? ClipOptions.UsualMean,
            Deviation = config.Deviation ?? ClipOptions.UsualDeviation,
        };
    }

    private static ClipTower Tower(ClipNames names, string tower, int width, int? heads)
    {
        var layers = Enumerable.Range(0, MostLayers).TakeWhile(i => names.Has($"{tower}.transformer.resblocks.{i}.ln_1.weight")).Count();
        var hidden = (int)names.Shape($"{tower}.transformer.resblocks.0.mlp.c_fc.weight", 2)[0];
        // Heads are 64 wide, except in the vision towers of H/14, g/14 and G/14, which have 16 of them.
        var parts = heads ?? (tower == "visual" && width is 1280 or 1408 or 1664 ? 16 : width / 64);
        if (parts < 1 || width % parts != 0)
            throw new NetworkException($"The {tower} tower is {width} wide, which {parts} heads do not divide: put the config.json of these weights beside them.");
        return new(width, layers, parts, hidden);
    }

    /// <summary>Two shapes can claim a network of any size: no more is made than the file can fill.</summary>
    private static void Bound(string path, ClipOptions options)
    {
        static double Blocks(ClipTower tower) => tower.Layers * ((4.0 * tower.Width * tower.Width) + (2.0 * tower.Width * tower.Hidden));
        var asked = sizeof(float) * (Blocks(options.Vision) + Blocks(options.Text) + ((double)options.VocabularySize * options.Text.Width));
        if (asked > CheckpointFile.Allowed(new FileInfo(path).Length))
            throw new NetworkException($"{path}: its network takes {asked:N0} bytes of memory, far more than the file can fill: it is damaged or made to do harm.");
    }

    private static string Name(ClipActivation activation) => activation == ClipActivation.Gelu ? "GELU" : "QuickGELU";
}
