using Imago.Networks.Formats.Pickles;
using Imago.Torch;

namespace Imago.Networks.Formats;

/// <summary>
/// StyleGAN2's networks on TensorFlow: a tuple (G, D, Gs) of objects with their arguments, components and variables. Dense weights
/// stand there as [in, out] and convolutions as [height, width, in, out]; a style's bias leaves out the 1 that it begins with; upsampling
/// convolutions are turned by half a turn.
/// </summary>
internal static class TensorFlowPickle
{
    private const string Network = "dnnlib.tflib.network.Network";
    private const int DeepestComponent = 4, MostParts = 200_000;

    /// <summary>Whether this is one of them.</summary>
    public static bool Is(object? file) => file is PickleTuple { Items: { Length: 3 } parts } && parts.All(static part => part is null or PickleObject { Name: Network });

    /// <summary>What is in it.</summary>
    /// <exception cref="NetworkException">A network is of a kind that Imago does not have.</exception>
    public static CheckpointParts Read(string path, PickleTuple file) => new()
    {
        Kind = CheckpointKind.TensorFlow,
        Generator = file.Items[0] is PickleObject g ? Generator($"{path}, G", g) : null,
        Discriminator = file.Items[1] is PickleObject d ? Discriminator($"{path}, D", d) : null,
        GeneratorEma = file.Items[2] is PickleObject gs ? Generator($"{path}, Gs", gs) : null,
    };

    private static CheckpointPart<GeneratorOptions> Generator(string source, PickleObject network)
    {
        var (arguments, variables) = Open(source, network);
        var resolution = arguments.Resolution("resolution", 1024);
        var options = new GeneratorOptions
        {
            ZDim = arguments.Integer("latent_size") ?? 512,
            CDim = arguments.Integer("label_size") ?? 0,
            WDim = arguments.Integer("dlatent_size") ?? 512,
            ImgResolution = resolution,
            ImgChannels = arguments.Integer("num_channels") ?? 3,
            MappingLayers = arguments.Integer("mapping_layers") ?? 8,
            EmbedFeatures = variables.TryGetValue("mapping/LabelEmbed/weight", out var embed) && embed.Shape.Length == 2 ? (int)Math.Min(embed.Shape[1], int.MaxValue) : null,
            LayerFeatures = arguments.Integer("mapping_fmaps"),
            ChannelBase = (arguments.Integer("fmap_base") ?? 16384) * 2,
            ChannelMax = arguments.Integer("fmap_max") ?? 512,
            Architecture = ArchitectureOf(arguments, variables, "ToRGB", "skip"),
            ConvClamp = arguments.Number("conv_clamp"),
            ResampleFilter = arguments.Numbers("resample_kernel") ?? Ops.ResampleFilter.Binomial,
            WAvgBeta = arguments.Number("w_avg_beta") ?? arguments.Number("dlatent_avg_beta") ?? 0.995,
        };
        LabelsOf2019(source, options.CDim, variables.ContainsKey("mapping/LabelEmbed/weight"));

        var tensors = new NamedTensors(source) { MayLack = ["resample_filter"] };
        var from = new Source(variables, tensors);
        from.Take("mapping.w_avg", "dlatent_avg");
        from.Dense("mapping.embed", "mapping/LabelEmbed");
        for (var i = 0; i < options.MappingLayers; i++) from.Dense($"mapping.fc{i}", $"mapping/Dense{i}");
        from.Take("synthesis.b4.const", "synthesis/4x4/Const/const", static x => x.Select(0, 0));
        for (var side = 4; side <= resolution; side *= 2)
        {
            var (ours, theirs) = ($"synthesis.b{side}", $"synthesis/{side}x{side}");
            var log = int.Log2(side);
            if (side == 4)
            {
                Layer($"{ours}.conv1", $"{theirs}/Conv", 0, false);
            }
            else
            {
                Layer($"{ours}.conv0", $"{theirs}/Conv0_up", (2 * log) - 5, true);
                Layer($"{ours}.conv1", $"{theirs}/Conv1", (2 * log) - 4, false);
                from.Convolution($"{ours}.skip", $"{theirs}/Skip", turned: true);
            }
            var rgb = from.Has($"{theirs}/ToRGB/weight") ? $"{theirs}/ToRGB" : $"synthesis/ToRGB_lod{int.Log2(resolution) - log}";
            from.Convolution($"{ours}.torgb", rgb, turned: false);
            from.Style($"{ours}.torgb", rgb);
        }
        tensors.FoldMappingRate(arguments.Number("mapping_lrmul") ?? MappingNetwork.LrMultiplier);
        if (arguments.Is("use_noise", false)) tensors.SilenceNoise(resolution);
        arguments.Only("mapping_nonlinearity", "lrelu");
        arguments.Only("normalize_latents", true);
        Ignore(arguments);
        arguments.Ignore("label_fmaps", "truncation_psi", "truncation_cutoff", "truncation_psi_val", "truncation_cutoff_val", "style_mixing_prob", "randomize_noise", "dlatent_broadcast",
            "latent_resolution", "mapping_func", "synthesis_func", "is_validation", "is_template_graph", "return_dlatents", "conditioning", "resolution_h", "resolution_w");
        arguments.End();
        return new(options, tensors);

        void Layer(string ours, string theirs, int noise, bool turned)
        {
            from.Convolution(ours, theirs, turned);
            from.Style(ours, theirs);
            from.Take($"{ours}.noise_strength", $"{theirs}/noise_strength");
            from.Take($"{ours}.noise_const", $"synthesis/noise{noise}", static x => x.Select(0, 0).Select(0, 0));
        }
    }

    private static CheckpointPart<DiscriminatorOptions> Discriminator(string source, PickleObject network)
    {
        var (arguments, variables) = Open(source, network);
        var resolution = arguments.Resolution("resolution", 1024);
        var options = new DiscriminatorOptions
        {
            CDim = arguments.Integer("label_size") ?? 0,
            ImgResolution = resolution,
            ImgChannels = arguments.Integer("num_channels") ?? 3,
            Architecture = ArchitectureOf(arguments, variables, "FromRGB", "resnet"),
            ChannelBase = (arguments.Integer("fmap_base") ?? 16384) * 2,
            ChannelMax = arguments.Integer("fmap_max") ?? 512,
            ConvClamp = arguments.Number("conv_clamp"),
            CMapDim = arguments.Integer("mapping_fmaps"),
            MappingLayers = arguments.Integer("mapping_layers") ?? 0,
            // StyleGAN2's discriminator takes groups of 4 where nothing is said, StyleGAN2-ADA's the whole batch.
            MbstdGroupSize = arguments.Integer("mbstd_group_size") ?? (network.State is PickleDict made && made["build_func_name"] is "D_stylegan2" ? 4 : null),
            MbstdNumChannels = arguments.Integer("mbstd_num_features") ?? 1,
            ResampleFilter = arguments.Numbers("resample_kernel") ?? Ops.ResampleFilter.Binomial,
        };
        LabelsOf2019(source, options.CDim, variables.ContainsKey("LabelEmbed/weight"));

        var tensors = new NamedTensors(source) { MayLack = ["resample_filter"] };
        var from = new Source(variables, tensors);
        for (var side = resolution; side > 4; side /= 2)
        {
            var (ours, theirs) = ($"b{side}", $"{side}x{side}");
            FromRgb(side);
            from.Convolution($"{ours}.conv0", $"{theirs}/Conv0", turned: false);
            from.Convolution($"{ours}.conv1", $"{theirs}/Conv1_down", turned: false);
            from.Convolution($"{ours}.skip", $"{theirs}/Skip", turned: false);
        }
        FromRgb(4);
        from.Convolution("b4.conv", "4x4/Conv", turned: false);
        from.Dense("b4.fc", "4x4/Dense0");
        from.Dense("b4.out", "Output");
        from.Dense("mapping.embed", "LabelEmbed");
        for (var i = 0; i < options.MappingLayers; i++) from.Dense($"mapping.fc{i}", $"Mapping{i}");
        tensors.FoldMappingRate(arguments.Number("mapping_lrmul") ?? 0.1);
        Ignore(arguments);
        arguments.Ignore("freeze_layers", "resolution_h", "resolution_w", "conditioning");
        arguments.End();
        return new(options, tensors);

        void FromRgb(int side)
        {
            var theirs = $"{side}x{side}/FromRGB";
            from.Convolution($"b{side}.fromrgb", from.Has($"{theirs}/weight") ? theirs : $"FromRGB_lod{int.Log2(resolution) - int.Log2(side)}", turned: false);
        }
    }

    private static void LabelsOf2019(string source, int labels, bool embedded)
    {
        if (labels > 0 && !embedded)
            throw new NetworkException($"{source}: its {labels} labels are joined to the latents as StyleGAN2 of 2019 did, and Imago embeds them as StyleGAN2-ADA does.");
    }

    // Arguments that make no difference to the numbers, or none in a network that was saved.
    private static void Ignore(Arguments arguments)
    {
        arguments.Only("nonlinearity", "lrelu");
        arguments.Only("fmap_decay", 1.0, 1L);
        arguments.Only("fmap_min", 1L);
        arguments.Ignore("fused_modconv", "num_fp16_res", "dtype", "impl", "components", "structure");
    }

    private static Architecture ArchitectureOf(Arguments arguments, IReadOnlyDictionary<string, PickleArray> variables, string rgb, string usual)
    {
        var said = arguments.Architecture(usual);
        return variables.Keys.Any(name => name.Contains($"{rgb}_lod", StringComparison.Ordinal)) ? Architecture.Orig : said;
    }

    private static (Arguments Arguments, Dictionary<string, PickleArray> Variables) Open(string source, PickleObject network)
    {
        if (network.State is not PickleDict state || state["static_kwargs"] is not PickleDict arguments)
            throw new NetworkException($"{source}: it does not say what it was made with, so it cannot be built: it is damaged or of another kind.");
        var variables = new Dictionary<string, PickleArray>();
        var parts = 0; // components may be shared, and sharing doubles with every level
        Collect(state, "", 0);
        // Styles were added to normalised activations then; StyleGAN2 multiplies weights by them.
        if (variables.Keys.Any(static name => name.Contains("StyleMod/", StringComparison.Ordinal)))
            throw new NetworkException($"{source}: this is a StyleGAN network of 2018, and Imago has StyleGAN2's only.");
        if (state["version"] is not long version || version < 4)
            throw new NetworkException($"{source}: it is of version {state["version"] ?? "none"}, expected 4 or higher, with which StyleGAN2 began: it is an older network, or open and save it with a newer TensorFlow StyleGAN2.");
        return (new Arguments(source, arguments), variables);

        void Collect(PickleDict one, string prefix, int depth)
        {
            var (own, inside) = (one["variables"] as PickleList, one["components"] as PickleDict);
            parts += one.Entries.Count + (own?.Items.Count ?? 0) + (inside?.Entries.Count ?? 0);
            if (depth > DeepestComponent || parts > MostParts)
                throw new NetworkException($"{source}: its components lie more than {DeepestComponent} deep or have more than {MostParts:N0} parts: it is damaged or made to do harm.");
            foreach (var item in own?.Items ?? [])
            {
                var (name, value) = item switch
                {
                    PickleTuple { Items: [string n, NumpyArray { Array: { } a }] } => (n, a),
                    PickleList { Items: [string n, NumpyArray { Array: { } a }] } => (n, a),
                    _ => throw new NetworkException($"{source}: one of its variables is no array: it is damaged or of another kind."),
                };
                variables[prefix + name] = value;
            }
            foreach (var (name, component) in inside?.Entries ?? [])
                if (name is string text && component is PickleObject { Name: Network, State: PickleDict inner }) Collect(inner, $"{prefix}{text}/", depth + 1);
        }
    }

    /// <summary>Puts variables under our names.</summary>
    private sealed class Source(Dictionary<string, PickleArray> variables, NamedTensors tensors)
    {
        public bool Has(string name) => variables.ContainsKey(name);

        /// <summary>[in, out] → [out, in], and the bias.</summary>
        public void Dense(string ours, string theirs)
        {
            Take($"{ours}.weight", $"{theirs}/weight", static x => x.Transpose(0, 1));
            Take($"{ours}.bias", $"{theirs}/bias");
        }

        /// <summary>[height, width, in, out] → [out, in, height, width], and the bias.</summary>
        public void Convolution(string ours, string theirs, bool turned)
        {
            Take($"{ours}.weight", $"{theirs}/weight", x => (turned ? x.Flip(0, 1) : x).Permute(3, 2, 0, 1));
            Take($"{ours}.bias", $"{theirs}/bias");
        }

        /// <summary>The layer that turns w into a style.</summary>
        public void Style(string ours, string theirs)
        {
            Take($"{ours}.affine.weight", $"{theirs}/mod_weight", static x => x.Transpose(0, 1));
            Take($"{ours}.affine.bias", $"{theirs}/mod_bias", static x => x.Add(1));
        }

        public void Take(string ours, string theirs, Func<Tensor, Tensor>? change = null)
        {
            if (!variables.TryGetValue(theirs, out var array)) return;
            tensors.Add(ours, change is null ? PickleTensors.Named(array) : new(Shape(array, change), () => change(PickleTensors.Read(array)).Contiguous(MemoryFormat.Contiguous)));
        }

        private static long[] Shape(PickleArray array, Func<Tensor, Tensor> change)
        {
            // Without its numbers: a tensor of one number, seen in this shape.
            using var scope = TensorScope.Open();
            try
            {
                return [.. change(Tensor.Zeros([1]).Expand(array.Shape)).Shape];
            }
            catch (TorchException e)
            {
                throw new NetworkException($"a tensor of the shape [{string.Join(", ", array.Shape)}] stands where another is expected: it is damaged or of another kind.", e);
            }
        }
    }
}
