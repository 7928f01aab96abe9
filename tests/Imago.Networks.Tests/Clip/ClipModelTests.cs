using Imago.Torch;

namespace Imago.Networks.Tests.Clip;

/// <summary>What a network of fixtures does beside what the fixtures say, and that the mistakes one makes with CLIP are seen by them.</summary>
public sealed class ClipModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("imago-clip-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    [Theory]
    [InlineData("nothing", false, false)]
    [InlineData("the other GELU", true, true)]
    [InlineData("the projection of pictures not turned", true, false)]
    [InlineData("the projection of texts not turned", false, true)]
    [InlineData("keys and queries exchanged", true, false)]
    [InlineData("padding with the end token, as Hugging Face does", false, false)]
    [InlineData("the last end token in place of the first", false, true)]
    [InlineData("the mean of ImageNet", true, false)]
    public void Mistakes_are_seen(string mistake, bool pictures, bool texts)
    {
        using var scope = TensorScope.Open();
        var tiny = new TinyClip();
        var (weights, image, activation, end) = (tiny.HuggingFace(), tiny.Image, ClipActivation.QuickGelu, (int)tiny.Weights["token_embedding.weight"].Size(0) - 1);
        switch (mistake)
        {
            case "the other GELU": activation = ClipActivation.Gelu; break;
            case "the projection of pictures not turned": NotTurned("visual_projection.weight"); break;
            case "the projection of texts not turned": NotTurned("text_projection.weight"); break;
            case "keys and queries exchanged":
                foreach (var part in (string[])["weight", "bias"])
                    (weights[Layer("q", part)], weights[Layer("k", part)]) = (weights[Layer("k", part)], weights[Layer("q", part)]);
                break;
            case "padding with the end token, as Hugging Face does":
                tiny.Tokens = Array.ConvertAll(tiny.Tokens, text => Array.ConvertAll(text, token => token == 0 ? end : token));
                break;
            case "the last end token in place of the first":
                tiny.Tokens = Array.ConvertAll(tiny.Tokens, text => text.Select((token, i) => i == text.Length - 1 ? end : token == end ? 0 : token).ToArray());
                break;
            case "the mean of ImageNet":
                double[] theirs = [0.485, 0.456, 0.406];
                image = image.Add(Tensor.From(theirs.Select((mean, c) => (float)((ClipOptions.UsualMean[c] - mean) / ClipOptions.UsualDeviation[c])).ToArray(), 1, 3, 1, 1));
                break;
        }
        TinyClip.Safe(At("model.safetensors"), weights);
        var distance = tiny.Distance(At("model.safetensors"), activation, image);
        Assert.True(pictures ? distance.Pictures > 10 : distance.Pictures <= 1, $"pictures are {distance.Pictures:g3} tolerances away");
        Assert.True(texts ? distance.Texts > 10 : distance.Texts <= 1, $"texts are {distance.Texts:g3} tolerances away");

        static string Layer(string which, string part) => $"vision_model.encoder.layers.0.self_attn.{which}_proj.{part}";
        void NotTurned(string name) => weights[name] = weights[name].Transpose(0, 1).Contiguous().Reshape(weights[name].Shape);
    }

    [Fact]
    public void In_bf16_vectors_point_nearly_the_same_way()
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        var tiny = new TinyClip("clip_vit_tiny_1head");
        TinyClip.Safe(At("w.safetensors"), tiny.Weights);
        using var clip = ClipFile.Read(At("w.safetensors"), ScalarType.BFloat16, ClipActivation.QuickGelu);
        var (pictures, texts) = (clip.Visual.Forward(tiny.Image), clip.Text.Forward(tiny.Tokens));
        Assert.Equal(ScalarType.Float32, pictures.Type);
        foreach (var (met, expected) in new[] { (pictures, tiny.PictureFeatures), (texts, tiny.TextFeatures) })
        {
            var cosines = ClipModel.Unit(met).Mul(ClipModel.Unit(expected)).Sum([1]).ToFloats();
            Assert.All(cosines, static cosine => Assert.InRange(cosine, 0.9995, 1.00001));
        }
    }

    [Fact]
    public void Texts_need_an_end_and_known_tokens_and_may_be_of_different_lengths()
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        var tiny = new TinyClip();
        TinyClip.Safe(At("w.safetensors"), tiny.Weights);
        using var clip = ClipFile.Read(At("w.safetensors"), activation: ClipActivation.QuickGelu);
        var end = clip.Options.EndToken;
        Assert.Contains("no end token (199)", Assert.Throws<ArgumentException>(() => clip.Text.Forward([[198, 5]])).Message, StringComparison.Ordinal);
        Assert.Contains("outside of 0 to 199", Assert.Throws<ArgumentException>(() => clip.Text.Forward([[198, 200, end]])).Message, StringComparison.Ordinal);
        Assert.Contains("outside of 0 to 199", Assert.Throws<ArgumentException>(() => clip.Text.Forward([[198, -1, end]])).Message, StringComparison.Ordinal);
        var together = clip.Text.Forward([[198, 5, end], [198, 7, 8, 9, end]]);
        var apart = Tensor.Cat([clip.Text.Forward([[198, 5, end]]), clip.Text.Forward([[198, 7, 8, 9, end]])], 0);
        Assert.InRange(together.Sub(apart).Abs().Amax([0, 1]).ToScalar(), 0, 1e-4);
        Assert.Contains("expected [any, 3, 48, 48]", Assert.Throws<ArgumentException>(() => clip.Visual.Forward(Tensor.Zeros([1, 3, 64, 64]))).Message, StringComparison.Ordinal);
    }
}
