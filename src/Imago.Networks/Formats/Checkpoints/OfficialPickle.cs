using Imago.Networks.Formats.Pickles;

namespace Imago.Networks.Formats;

/// <summary>
/// Networks as StyleGAN2-ADA and the StyleGAN3 repository keep them: a dictionary of objects, each a class's name, its arguments, and
/// its parameters, buffers and modules by name. The source code that lies beside them is never looked at.
/// </summary>
internal static class OfficialPickle
{
    private const int DeepestModule = 16, MostParts = 200_000;

    /// <summary>Whether this is one of them.</summary>
    public static bool Is(PickleDict file) => Parts(file).Any();

    /// <summary>What is in it.</summary>
    /// <exception cref="NetworkException">A network is of a kind that Imago does not have.</exception>
    public static CheckpointParts Read(string path, PickleDict file)
    {
        // StyleGAN2-ADA keeps the arguments of the synthesis apart, the StyleGAN3 repository does not.
        var flat = Parts(file).Any(static part => part.Name is "G" or "G_ema" && !Has(part.Module, "synthesis_kwargs"));
        var parts = new CheckpointParts { Kind = flat ? CheckpointKind.StyleGan3Repository : CheckpointKind.StyleGan2Ada };
        foreach (var (name, module) in Parts(file))
        {
            var source = $"{path}, {name}";
            switch (name)
            {
                case "G": parts = parts with { Generator = Generator(source, module, flat) }; break;
                case "G_ema": parts = parts with { GeneratorEma = Generator(source, module, flat) }; break;
                case "D": parts = parts with { Discriminator = Discriminator(source, module, flat) }; break;
                case "augment_pipe": parts = parts with { AugmentP = Probability(source, module) }; break;
            }
        }
        if (file["training_set_kwargs"] is PickleDict data && data["path"] is string folder)
            parts = parts with { Training = new TrainingRecord { Data = Path.GetFileName(folder.Replace('\\', '/')) } };
        return parts;
    }

    private static IEnumerable<(string Name, PickleObject Module)> Parts(PickleDict file) =>
        ((string[])["G", "D", "G_ema", "augment_pipe"])
            .Select(name => (name, file[name] as PickleObject)).Where(static part => part.Item2?.Name == PickleGlobals.PersistentObject).Select(static part => (part.name, part.Item2!));

    private static CheckpointPart<GeneratorOptions> Generator(string source, PickleObject module, bool flat)
    {
        var tensors = Tensors(source, module);
        if (tensors.All.Keys.Any(static name => name.StartsWith("synthesis.input.", StringComparison.Ordinal)))
            throw new NetworkException($"{source}: this is a StyleGAN3 network, and Imago has StyleGAN2's only.");
        var arguments = ArgumentsOf(source, module, "z_dim", "c_dim", "w_dim", "img_resolution", "img_channels");
        var mapping = arguments.Inner("mapping_kwargs");
        var synthesis = flat ? arguments : arguments.Inner("synthesis_kwargs");
        var options = new GeneratorOptions
        {
            ZDim = arguments.Integer("z_dim") ?? 512,
            CDim = arguments.Integer("c_dim") ?? 0,
            WDim = arguments.Integer("w_dim") ?? 512,
            ImgResolution = arguments.Resolution("img_resolution"),
            ImgChannels = arguments.Integer("img_channels") ?? 3,
            MappingLayers = mapping.Integer("num_layers") ?? 8,
            EmbedFeatures = mapping.Integer("embed_features"),
            LayerFeatures = mapping.Integer("layer_features"),
            WAvgBeta = mapping.Number("w_avg_beta") ?? (flat ? 0.998 : 0.995),
            ChannelBase = synthesis.Integer("channel_base") ?? 32768,
            ChannelMax = synthesis.Integer("channel_max") ?? 512,
            Architecture = synthesis.Architecture("skip"),
            ConvClamp = synthesis.Number("conv_clamp") ?? UsualClamp(module, flat),
            ResampleFilter = synthesis.Numbers("resample_filter") ?? Ops.ResampleFilter.Binomial,
        };
        mapping.Only("activation", "lrelu");
        tensors.FoldMappingRate(mapping.Number("lr_multiplier") ?? MappingNetwork.LrMultiplier);
        synthesis.Only("activation", "lrelu");
        if (synthesis.Is("use_noise", false)) tensors.SilenceNoise(options.ImgResolution);
        synthesis.Only("kernel_size", 3L);
        synthesis.Ignore("num_fp16_res", "fp16_channels_last", "fused_modconv_default");
        mapping.End();
        synthesis.End();
        arguments.End();
        return new(options, tensors);
    }

    private static CheckpointPart<DiscriminatorOptions> Discriminator(string source, PickleObject module, bool flat)
    {
        var arguments = ArgumentsOf(source, module, "c_dim", "img_resolution", "img_channels");
        var (block, mapping, epilogue) = (arguments.Inner("block_kwargs"), arguments.Inner("mapping_kwargs"), arguments.Inner("epilogue_kwargs"));
        var options = new DiscriminatorOptions
        {
            CDim = arguments.Integer("c_dim") ?? 0,
            ImgResolution = arguments.Resolution("img_resolution"),
            ImgChannels = arguments.Integer("img_channels") ?? 3,
            Architecture = arguments.Architecture("resnet"),
            ChannelBase = arguments.Integer("channel_base") ?? 32768,
            ChannelMax = arguments.Integer("channel_max") ?? 512,
            ConvClamp = arguments.Number("conv_clamp") ?? UsualClamp(module, flat),
            CMapDim = arguments.Integer("cmap_dim"),
            MappingLayers = mapping.Integer("num_layers") ?? 8,
            MbstdGroupSize = epilogue.Has("mbstd_group_size") ? epilogue.Integer("mbstd_group_size") : 4,
            MbstdNumChannels = epilogue.Integer("mbstd_num_channels") ?? 1,
            FreezeLayers = block.Integer("freeze_layers") ?? 0,
            ResampleFilter = block.Numbers("resample_filter") ?? Ops.ResampleFilter.Binomial,
        };
        foreach (var part in (Arguments[])[block, mapping, epilogue]) part.Only("activation", "lrelu");
        var tensors = Tensors(source, module);
        tensors.FoldMappingRate(mapping.Number("lr_multiplier") ?? MappingNetwork.LrMultiplier);
        mapping.Only("layer_features", [null]);
        mapping.Only("embed_features", [null]);
        mapping.Ignore("w_avg_beta");
        block.Ignore("fp16_channels_last");
        arguments.Ignore("num_fp16_res");
        foreach (var part in (Arguments[])[block, mapping, epilogue, arguments]) part.End();
        return new(options, tensors);
    }

    private static double? Probability(string source, PickleObject module)
    {
        using var scope = Torch.TensorScope.Open();
        return Tensors(source, module).All.TryGetValue("p", out var p) && p.Shape.All(static n => n == 1)
            ? p.Read().To(Torch.ScalarType.Float64).ToScalar() : null;
    }

    // The StyleGAN3 repository bounds activations unless it is told not to, by None.
    private static double? UsualClamp(PickleObject module, bool flat) => flat && !Has(module, "conv_clamp") ? 256 : null;

    private static bool Has(PickleObject module, string argument) => module.State is PickleDict state && state["_init_kwargs"] is PickleDict given && given.TryGet(argument, out _);

    // What was given by name, and what was given in order.
    private static Arguments ArgumentsOf(string source, PickleObject module, params string[] order)
    {
        if (module.State is not PickleDict state || state["_init_kwargs"] is not PickleDict named)
            throw new NetworkException($"{source}: it does not say what it was made with, so it cannot be built: export it again with the tool that made it.");
        var all = new PickleDict();
        var given = (state["_init_args"] as PickleTuple)?.Items ?? [];
        if (given.Length > order.Length)
            throw new NetworkException($"{source}: it was made with {given.Length} arguments without names, expected {order.Length} at most: it is of another kind.");
        for (var i = 0; i < given.Length; i++) all.Entries.Add((order[i], given[i]));
        all.Entries.AddRange(named.Entries);
        return new(source, all);
    }

    /// <summary>Parameters and buffers of a module and of all within it: frozen layers keep their weights among the buffers.</summary>
    private static NamedTensors Tensors(string source, PickleObject module)
    {
        var tensors = new NamedTensors(source);
        var parts = 0; // modules may be shared, and sharing doubles with every level
        Collect(module, "", 0);
        return tensors;

        void Collect(PickleObject one, string prefix, int depth)
        {
            if (one.State is not PickleDict state) return;
            var (parameters, buffers, modules) = (state["_parameters"] as PickleDict, state["_buffers"] as PickleDict, state["_modules"] as PickleDict);
            parts += new[] { state, parameters, buffers, modules }.Sum(static dict => dict?.Entries.Count ?? 0);
            if (depth > DeepestModule || parts > MostParts)
                throw new NetworkException($"{source}: its modules lie more than {DeepestModule} deep or have more than {MostParts:N0} parts: it is damaged or made to do harm.");
            foreach (var (name, value) in (parameters?.Entries ?? []).Concat(buffers?.Entries ?? []))
                if (name is string text && value is PickleArray array) tensors.Add(prefix + text, PickleTensors.Named(array));
            foreach (var (name, value) in modules?.Entries ?? [])
                if (name is string text && value is PickleObject inner) Collect(inner, $"{prefix}{text}.", depth + 1);
        }
    }
}
