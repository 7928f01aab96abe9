using Imago.Networks.Formats;
using Imago.Networks.Formats.Pickles;
using Imago.Tests;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Networks.Tests.Clip;

/// <summary>CLIP in files as users have them. The truth is the reference implementation's: weights and features of Imago.Reference.Tests' fixtures.</summary>
public sealed class ClipFileTests : IDisposable
{
    private const string QuickConfig = """{"model_type": "clip", "vision_config": {"hidden_act": "quick_gelu", "num_attention_heads": 2}, "text_config": {"hidden_act": "quick_gelu", "num_attention_heads": 2}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("imago-clip-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void Every_layout_of_the_same_weights_gives_the_features_of_the_reference()
    {
        using var scope = TensorScope.Open();
        var tiny = new TinyClip();
        TinyClip.Torch(At("openai_state_dict.pt"), [.. tiny.Weights, new("input_resolution", Tensor.From([48L], 1))]);
        TinyClip.Safe(At("openclip.safetensors"), tiny.Weights);
        TinyClip.Torch(At("openclip.bin"), tiny.Weights);
        TorchWriter.Write(At("training.pt"), [new("epoch", Tensor.From([32L], 1)), new("state_dict", tiny.Weights.Select(static one => KeyValuePair.Create("module." + one.Key, (object)one.Value)))]);
        TinyClip.Safe(At("model.safetensors"), tiny.HuggingFace());
        TinyClip.Torch(At("pytorch_model.bin"), tiny.HuggingFace());
        File.WriteAllText(At("config.json"), QuickConfig);

        foreach (var (file, activation) in new (string, ClipActivation?)[]
        {
            ("openai_state_dict.pt", null), ("openclip.safetensors", ClipActivation.QuickGelu), ("openclip.bin", ClipActivation.QuickGelu), ("training.pt", ClipActivation.QuickGelu),
            ("model.safetensors", null), ("pytorch_model.bin", null),
        })
        {
            var (pictures, texts) = tiny.Distance(At(file), activation);
            Assert.True(pictures <= 1 && texts <= 1, $"{file}: {pictures:g3} and {texts:g3} tolerances away");
        }
    }

    [ArchiveFact]
    public void A_TorchScript_archive_is_read_as_data_and_known_for_OpenAIs()
    {
        using var scope = TensorScope.Open();
        foreach (var name in (string[])["clip_vit_tiny_1head", "clip_vit_tiny_2heads"])
        {
            var tiny = new TinyClip(name);
            TinyClip.Safe(At("weights.safetensors"), tiny.Weights);
            ScriptedArchive.Write(At("weights.safetensors"), At("ViT.pt"));
            var (pictures, texts) = tiny.Distance(At("ViT.pt"));
            Assert.True(pictures <= 1 && texts <= 1, $"{name}: {pictures:g3} and {texts:g3} tolerances away");
        }
    }

    [ArchiveFact]
    public void An_archive_that_asks_for_more_than_data_is_refused_and_one_that_holds_itself_ends()
    {
        using var scope = TensorScope.Open();
        var tiny = new TinyClip();
        TinyClip.Safe(At("weights.safetensors"), tiny.Weights);
        ScriptedArchive.Write(At("weights.safetensors"), At("system.pt"), "system");
        Assert.Contains("os.system", Assert.Throws<NetworkException>(() => ClipFile.Read(At("system.pt"))).Message.Replace("posix", "os", StringComparison.Ordinal), StringComparison.Ordinal);
        ScriptedArchive.Write(At("weights.safetensors"), At("cycle.pt"), "cycle");
        Assert.True(tiny.Distance(At("cycle.pt")).Pictures <= 1);
    }

    [Fact]
    public void What_the_file_does_not_say_is_taken_from_what_lies_beside_it_or_asked_for()
    {
        using var scope = TensorScope.Open();
        var tiny = new TinyClip();
        TinyClip.Safe(At("open.safetensors"), tiny.Weights);
        TinyClip.Safe(At("model.safetensors"), tiny.HuggingFace());
        foreach (var file in (string[])["open.safetensors", "model.safetensors"])
            Assert.Contains("give --activation quick-gelu for OpenAI", Refusal(file).Message, StringComparison.Ordinal);

        File.WriteAllText(At("config.json"), QuickConfig.Replace("quick_", "", StringComparison.Ordinal));
        File.WriteAllText(At("preprocessor_config.json"), """{"image_mean": [0.5, 0.5, 0.5], "image_std": [0.25, 0.5, 1]}""");
        using (var clip = ClipFile.Read(At("model.safetensors")))
        {
            Assert.Equal((ClipActivation.Gelu, 0.25), (clip.Options.Activation, clip.Options.Deviation[0]));
            Assert.Equal([0.5, 0.5, 0.5], clip.Options.Mean);
        }
        Assert.Contains("trained with GELU, and QuickGELU was asked for", Refusal("model.safetensors", ClipActivation.QuickGelu).Message, StringComparison.Ordinal);

        File.WriteAllText(At("open_clip_config.json"), """{"model_cfg": {"embed_dim": 32, "quick_gelu": true, "vision_cfg": {"width": 128, "head_width": 64}, "text_cfg": {"heads": 2}}, "preprocess_cfg": {"mean": [0.1, 0.2, 0.3]}}""");
        using (var clip = ClipFile.Read(At("open.safetensors")))
            Assert.Equal((ClipActivation.QuickGelu, 0.3, 2), (clip.Options.Activation, clip.Options.Mean[2], clip.Options.Vision.Heads));

        foreach (var (config, expected) in new[]
        {
            ("{", "cannot be used"), ("[]", "cannot be used"), ("""{"model_type": "siglip"}""", "a network of the kind siglip, expected clip"),
            ("""{"vision_config": {"hidden_act": "gelu"}}""", "its hidden_act are gelu and quick_gelu"), (QuickConfig.Replace("\": 2", "\": 3", StringComparison.Ordinal), "which 3 heads do not divide"),
        })
        {
            File.WriteAllText(At("config.json"), config);
            Assert.Contains(expected, Refusal("model.safetensors").Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_no_CLIP_or_another_kind_is_refused_in_one_sentence()
    {
        using var scope = TensorScope.Open();
        var tiny = new TinyClip();
        var theirs = tiny.HuggingFace();
        File.WriteAllText(At("text.pt"), "no weights");
        File.WriteAllText(At("text.safetensors"), "no weights");
        TinyClip.Safe(At("other.safetensors"), [new("conv.weight", Tensor.Ones([3]))]);
        TinyClip.Safe(At("siglip.safetensors"), [.. theirs, new("logit_bias", Tensor.Zeros([]))]);
        TinyClip.Safe(At("resnet.safetensors"), [new("visual.layer1.0.conv1.weight", Tensor.Ones([3]))]);
        TinyClip.Safe(At("part.safetensors"), tiny.Weights.Where(static one => one.Key != "transformer.resblocks.0.ln_2.bias"));
        TinyClip.Safe(At("vision.safetensors"), theirs.Where(static one => one.Key.StartsWith("vis", StringComparison.Ordinal)));
        TinyClip.Safe(At("keys.safetensors"), theirs.Where(static one => !one.Key.Contains("k_proj.bias", StringComparison.Ordinal)));
        TinyClip.Safe(At("shape.safetensors"), With(tiny, "ln_final.bias", Tensor.Ones([3])));
        TinyClip.Safe(At("nan.safetensors"), With(tiny, "ln_final.bias", Tensor.Full([128], double.NaN)));
        TinyClip.Safe(At("square.safetensors"), With(tiny, "visual.positional_embedding", Tensor.Ones([40, 128])));
        TinyClip.Safe(At("huge.safetensors"), With(tiny, "visual.transformer.resblocks.0.mlp.c_fc.weight", Tensor.Ones([1 << 20, 1])));
        foreach (var (file, expected) in new[]
        {
            ("text.pt", "Cannot read"), ("text.safetensors", "Cannot read"), ("missing.pt", "no such file"), ("other.safetensors", "so it is no CLIP"), ("siglip.safetensors", "a SigLIP network, which Imago does not read"),
            ("resnet.safetensors", "a ResNet"), ("part.safetensors", "transformer.resblocks.0.ln_2.bias is missing"), ("vision.safetensors", "text_model.embeddings.token_embedding.weight is missing"),
            ("keys.safetensors", "vision_model.encoder.layers.0.self_attn.k_proj.bias is missing"), ("shape.safetensors", "[3], expected [128]"), ("nan.safetensors", "ln_final.bias holds numbers that are not finite"),
            ("square.safetensors", "40 rows, expected one more than a square number"), ("huge.safetensors", "far more than the file can fill"),
        })
        {
            var error = Refusal(file, ClipActivation.Gelu);
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void A_damaged_file_is_refused_or_read_and_never_more()
    {
        using var scope = TensorScope.Open();
        var tiny = new TinyClip();
        TinyClip.Torch(At("whole.pt"), tiny.Weights);
        var whole = File.ReadAllBytes(At("whole.pt"));
        for (var seed = 0; seed < 300; seed++)
        {
            File.WriteAllBytes(At("damaged.pt"), Mutations.Of(whole, seed));
            try
            {
                ClipFile.Read(At("damaged.pt"), activation: ClipActivation.Gelu).Dispose();
            }
            catch (Exception e) when (e is NetworkException or SafeTensorsException)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    [Fact]
    public void Names_of_known_networks_lead_to_encrypted_addresses_and_OpenAIs_are_quick() => Assert.All(KnownClips.All, static one =>
    {
        Assert.Equal("https", one.Value.Address.Scheme);
        Assert.Equal(one.Value.Address.Host.Contains("openai", StringComparison.Ordinal), one.Value.Activation == ClipActivation.QuickGelu);
    });

    private static IEnumerable<KeyValuePair<string, Tensor>> With(TinyClip tiny, string name, Tensor value) => tiny.Weights.Select(one => one.Key == name ? new(name, value) : one);

    private Exception Refusal(string file, ClipActivation? activation = null)
    {
        var error = Assert.ThrowsAny<Exception>(() => ClipFile.Read(At(file), activation: activation));
        Assert.True(error is NetworkException or SafeTensorsException, error.ToString());
        return error;
    }
}
