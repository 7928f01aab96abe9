using Imago.Imaging;
using Imago.Imaging.Painting;
using Imago.Latent.Clip;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Tests;
using Imago.Torch;

namespace Imago.Latent.Tests.Clip;

/// <summary>Folders and sentences as vectors, by a small network with random weights.</summary>
public sealed class ClipEncoderTests : LeakCheck
{
    [Fact]
    public void Files_become_vectors_of_length_1_in_their_order_and_those_that_are_none_are_named()
    {
        using var scope = TensorScope.Open();
        using var encoder = ClipEncoder.Open(TinyWeights.Write(At("w.safetensors")), activation: ClipActivation.Gelu);
        var files = Enumerable.Range(0, 40).Select(i => At($"{i:00}.png")).ToArray(); // more than a batch
        foreach (var (file, i) in files.Select(static (file, i) => (file, i)))
            PictureWriter.Save(file, PortraitPainter.Paint(i, 32));
        File.WriteAllText(files[3], "no picture");
        File.WriteAllBytes(files[35], []);

        var told = new List<int>();
        var seen = encoder.Pictures(files, told.Add);
        Assert.Equal([32, 40], told);
        Assert.Equal(files.Where((_, i) => i is not (3 or 35)), seen.Files);
        Assert.Equal([files[3], files[35]], seen.Refused.Select(static one => one.File));
        Assert.All(seen.Refused, static one => Assert.NotEmpty(one.Reason));
        Assert.Equal([38, encoder.EmbedDim], seen.Vectors.Shape);
        Assert.All(seen.Vectors.Square().Sum([1]).ToFloats(), static length => Assert.Equal(1, length, 1e-5));
        var last = encoder.Pictures([files[39]]).Vectors;
        Assert.InRange(last.Sub(seen.Vectors.Slice(0, 37, 38)).Abs().Amax([0, 1]).ToScalar(), 0, 1e-5);

        var nothing = encoder.Pictures([files[3]]);
        Assert.Equal((0, 1), ((int)nothing.Vectors.Size(0), nothing.Refused.Count));
        Assert.Throws<OperationCanceledException>(() => encoder.Pictures(files, cancel: new CancellationToken(true)));
    }

    [Fact]
    public void A_text_in_several_sentences_is_the_mean_of_their_vectors_in_length_1()
    {
        using var scope = TensorScope.Open();
        using var encoder = ClipEncoder.Open(TinyWeights.Write(At("w.safetensors")), activation: ClipActivation.Gelu);
        var met = encoder.Texts(["joy", "the sea"], ClipEncoder.PaintingTemplates);
        foreach (var (text, i) in new[] { "joy", "the sea" }.Select(static (text, i) => (text, i)))
        {
            var apart = ClipEncoder.PaintingTemplates.Select(template => encoder.Texts([template.Replace("{}", text, StringComparison.Ordinal)])).ToArray();
            var expected = ClipModel.Unit(Tensor.Cat(apart, 0).Mean([0], keepDims: true));
            Assert.InRange(expected.Sub(met.Slice(0, i, i + 1)).Abs().Amax([0, 1]).ToScalar(), 0, 1e-5);
        }
        Assert.Contains("has no {} where the text belongs", Assert.Throws<ArgumentException>(() => encoder.Texts(["joy"], ["a painting"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => encoder.Texts([]));
        // Longer than the context: the beginning counts.
        Assert.Equal([1, encoder.EmbedDim], encoder.Texts([string.Concat(Enumerable.Repeat("word ", 200))]).Shape);
    }

    [Fact]
    public void A_vocabulary_of_another_network_is_refused()
    {
        var path = TinyWeights.Write(At("w.safetensors"), vocabulary: 600);
        Assert.Contains("The network has 600 tokens and the vocabulary 49,408", Assert.Throws<NetworkException>(() => ClipEncoder.Open(path, activation: ClipActivation.Gelu)).Message, StringComparison.Ordinal);
    }
}
