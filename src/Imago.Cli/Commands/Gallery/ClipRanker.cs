using Imago.Gallery.Hanging;
using Imago.Imaging;
using Imago.Latent.Clip;
using Imago.Torch;

namespace Imago.Cli.Commands.Gallery;

/// <summary>Cosines of CLIP between pictures and queries.</summary>
internal sealed class ClipRanker(ClipEncoder encoder, string path) : IRanker
{
    public string Words => $"CLIP of {path}: cosines of pictures and queries";

    public string Network => path;

    public IReadOnlyList<string> Unknown => [];

    public float[] See(IReadOnlyList<Picture> pictures)
    {
        using var scope = TensorScope.Open();
        return encoder.Pictures(pictures).ToFloats();
    }

    public Ranking Rank(IReadOnlyList<int> works, float[] vectors, IReadOnlyList<WallPlan> walls)
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        var queries = encoder.Texts([.. walls.Select(static wall => wall.Query)], ClipEncoder.PaintingTemplates); // [walls, dim]
        var cosines = Tensor.From(vectors, works.Count, encoder.EmbedDim).MatMul(queries.Transpose(0, 1)); // [works, walls]
        return new(works, cosines.ToFloats(), vectors, encoder.EmbedDim) { Queries = queries.ToFloats() };
    }

    public void Dispose() => encoder.Dispose();
}
