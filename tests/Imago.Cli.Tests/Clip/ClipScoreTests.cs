using Imago.Imaging;
using Imago.Imaging.Painting;
using Imago.Latent.Clip;
using Imago.Networks;
using Imago.Tests;
using Imago.Tests.Shared;
using Imago.Torch;

namespace Imago.Cli.Tests.Clip;

public sealed class ClipScoreTests : IDisposable
{
    private readonly TempFolder folder = new();

    public ClipScoreTests()
    {
        Directory.CreateDirectory(At("pictures/more"));
        foreach (var (name, seed) in new[] { ("pictures/a.png", 1), ("pictures/b.jpg", 2), ("pictures/more/c.webp", 3) })
            PictureWriter.Save(At(name), PortraitPainter.Paint(seed, 48));
        File.WriteAllText(At("pictures/broken.png"), "no picture");
        File.WriteAllText(At("pictures/note.txt"), "no picture, and not named as one");
        TinyWeights.Write(At("clip.safetensors"));
    }

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public async Task Every_text_has_its_pictures_the_best_first_by_their_cosine()
    {
        var run = await RunAsync("--texts", "a portrait", "a landscape", "--pictures", At("pictures"), "--json");
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Contains("broken.png", Assert.Single(run.ErrorLines, static line => line.Contains("Warning", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(3, run.Json.GetProperty("pictures").GetInt32());
        Assert.Equal(At("pictures/broken.png"), run.Json.GetProperty("refused")[0].GetProperty("file").GetString());
        var texts = run.Json.GetProperty("texts").EnumerateArray().ToArray();
        Assert.Equal(["a portrait", "a landscape"], texts.Select(static one => one.GetProperty("text").GetString()));
        foreach (var text in texts)
        {
            var scores = text.GetProperty("pictures").EnumerateArray().Select(static one => (File: one.GetProperty("file").GetString()!, Cosine: one.GetProperty("cosine").GetDouble())).ToArray();
            Assert.Equal([At("pictures/a.png"), At("pictures/b.jpg"), At("pictures/more/c.webp")], scores.Select(static one => one.File).Order(StringComparer.Ordinal));
            Assert.Equal(scores.OrderByDescending(static one => one.Cosine), scores);
            using var scope = TensorScope.Open();
            using var encoder = ClipEncoder.Open(At("clip.safetensors"), activation: ClipActivation.Gelu);
            var cosine = encoder.Pictures([scores[0].File]).Vectors.Mul(encoder.Texts([text.GetProperty("text").GetString()!])).Sum().ToScalar();
            Assert.Equal(cosine, scores[0].Cosine, 1e-5);
        }

        var shown = await RunAsync("--texts", "a portrait", "--pictures", At("pictures"), "--top", "2");
        Assert.Equal(3, shown.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("a portrait", shown.Output, StringComparison.Ordinal);

        Directory.CreateDirectory(At("hub"));
        File.Copy(At("clip.safetensors"), At("hub/open_clip_model.safetensors"));
        var one = await RunAsync("--weights", At("hub"), "--texts", "a portrait", "--pictures", At("pictures/a.png"), "--precision", "bf16", "--json");
        Assert.Equal(1, one.Json.GetProperty("pictures").GetInt32());
    }

    [Theory]
    [InlineData(2, "--texts x --pictures P --top 0", "expected 1 or more")]
    [InlineData(2, "--texts x --pictures missing", "missing does not exist")]
    [InlineData(2, "--texts x --pictures P/none", "holds no pictures")]
    [InlineData(2, "--pictures P", "--texts")]
    [InlineData(1, "--texts x --pictures P --weights ViT-B/23", "did you mean ViT-B/32?")]
    [InlineData(1, "--texts x --pictures P --weights P", "holds none of model.safetensors")]
    [InlineData(1, "--texts x --pictures P --activation auto", "give --activation quick-gelu for OpenAI")]
    [InlineData(1, "--texts x --pictures P --weights http://localhost/clip.pt", "is not encrypted")]
    public async Task What_cannot_be_is_refused_in_one_sentence(int code, string words, string expected)
    {
        Directory.CreateDirectory(At("pictures/none"));
        var run = await RunAsync([.. words.Split(' ').Select(word => word.StartsWith('P') ? At("pictures" + word[1..]) : word)]);
        Assert.True(code == run.ExitCode, run.Error);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_are_had_by_their_address_and_kept()
    {
        using var web = new HttpsFiles();
        folder.File("trusted.pem", web.Pem);
        web.Files["/clip.safetensors"] = new(File.ReadAllBytes(At("clip.safetensors")));
        for (var i = 0; i < 2; i++)
        {
            using var program = RealProgram.Imago(
                start =>
                {
                    start.Environment["SSL_CERT_FILE"] = At("trusted.pem");
                    start.Environment["IMAGO_CACHE"] = At("cache");
                },
                "clip", "score", "--weights", web.At("/clip.safetensors").AbsoluteUri, "--activation", "gelu", "--texts", "x", "--pictures", At("pictures/a.png"), "--json");
            var outcome = await program.EndAsync();
            Assert.True(outcome.ExitCode == 0, outcome.Error);
            Assert.StartsWith(At("cache/clip"), outcome.Json.GetProperty("weights").GetString(), StringComparison.Ordinal);
        }
        Assert.Single(web.Asked);
    }

    /// <summary>With the network of this folder, and what it was trained with, unless the words say otherwise.</summary>
    private Task<Outcome> RunAsync(params string[] words) =>
        InProcess.RunAsync(["clip", "score", .. words.Contains("--weights") ? [] : (string[])["--weights", At("clip.safetensors")], .. words.Contains("--activation") ? [] : (string[])["--activation", "gelu"], .. words]);
}
