using System.IO.Compression;
using System.Text.Json.Nodes;
using Imago.Networks;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Reference.Tests.Handlers;

/// <summary>CLIP with small random weights, and its tokens.</summary>
internal static class ClipHandlers
{
    public static void Model(FixtureCase one)
    {
        // The weights go through a file, so that names and shapes are those that the published program writes.
        var path = Path.Combine(Path.GetTempPath(), $"imago-clip-{Guid.NewGuid():N}.safetensors");
        try
        {
            SafeTensorsWriter.Write(path, [.. one.Weights.Select(name => SafeTensors.Item(name, one.Weight(name)))]);
            using var clip = ClipFile.Read(path, activation: ClipActivation.QuickGelu);
            if (one.Options["grad"] is null) Features(one, clip);
            else Gradient(one, clip);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Features(FixtureCase one, ClipModel clip)
    {
        using var none = Autograd.NoGrad();
        var (pictures, texts) = (clip.Visual.Forward(one.In("image")), clip.Text.Forward(Tokens(one)));
        one.Check("image_features", pictures);
        one.Check("text_features", texts);
        one.Check("image_features_normed", ClipModel.Unit(pictures));
        var logits = clip.Logits(pictures, texts);
        one.Check("logits_per_image", logits);
        one.Check("logits_per_text", logits.Transpose(0, 1));
    }

    private static void Gradient(FixtureCase one, ClipModel clip)
    {
        var image = one.In("image").Slice(0, 0, 1).Clone().SetRequiresGrad(true);
        var cosine = ClipModel.Unit(clip.Visual.Forward(image)).Mul(ClipModel.Unit(clip.Text.Forward(Tokens(one)[..1]))).Sum();
        var gradient = Autograd.Grad(cosine, image);
        one.Check("similarity00", cosine.Detach().Reshape(one.Expected("similarity00").Shape));
        one.Check("dimage0", gradient.Reshape(one.Expected("dimage0").Shape));
    }

    private static int[][] Tokens(FixtureCase one)
    {
        var tokens = one.In("tokens");
        return [.. tokens.To(ScalarType.Int64).ToArray<long>().Select(static token => (int)token).Chunk((int)tokens.Size(1))];
    }

    public static void Tokenizer(FixtureCase one)
    {
        var file = JsonNode.Parse(File.ReadAllText(one.Path))!;
        var tokenizer = new ClipTokenizer();
        one.Says(tokenizer.VocabularySize == file["vocab_size"]!.GetValue<int>(), "the number of tokens");
        foreach (var text in file["cases"]!.AsArray())
        {
            var given = text!["text"]!.GetValue<string>();
            static IEnumerable<int> Ints(JsonNode? list) => list!.AsArray().Select(static token => token!.GetValue<int>());
            one.Says(ClipText.Clean(given) == text["cleaned"]!.GetValue<string>(), $"'{given}' cleaned ('{ClipText.Clean(given)}')");
            one.Says(tokenizer.Encode(given).SequenceEqual(Ints(text["ids"])), $"the tokens of '{given}'");
            one.Says(tokenizer.Encode(given, 77).SequenceEqual(Ints(text["padded77"])), $"the 77 tokens of '{given}'");
        }
    }

    /// <summary>The part of the vocabulary that comes with Imago is that of the published file, whose first line is a heading and whose later merges nobody uses.</summary>
    public static void Vocabulary(FixtureCase one)
    {
        using var embedded = typeof(ClipTokenizer).Assembly.GetManifestResourceStream("bpe_simple_vocab_16e6.txt.gz")!;
        using var published = File.OpenRead(one.Path);
        var (ours, theirs) = (Lines(embedded), Lines(published));
        one.Says(ours.Length == 48_895 && ours.SequenceEqual(theirs.Take(ours.Length)), "the merges of the published vocabulary");

        static string[] Lines(Stream packed)
        {
            using var text = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
            return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
