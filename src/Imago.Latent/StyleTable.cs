using Imago.Imaging;
using Imago.Latent.Films;
using Imago.Latent.Walks;

namespace Imago.Latent;

/// <summary>A table of mixtures: each row's picture with each column's styles, and the pictures themselves beside and above it.</summary>
/// <example><code>
/// var table = StyleTable.Of(renderer, rows, columns, StyleLayers.Parse("middle", renderer.Options), new() { Latent = rows[0], TruncationPsi = 0.7 });
/// PictureWriter.Save("grid.png", table.Compose([.. renderer.Render(table.Mixtures()).Select(one => one.ToPicture())]));
/// </code></example>
public sealed class StyleTable
{
    private static readonly Colour s_ground = Colour.White, s_ink = new(64, 64, 64);
    private readonly IReadOnlyList<RenderRequest> _rows, _columns;
    private readonly IReadOnlyList<Picture> _rowPictures, _columnPictures;
    private readonly IReadOnlyCollection<int> _layers;
    private readonly int _numWs;

    private StyleTable(Renderer renderer, IReadOnlyList<RenderRequest> rows, IReadOnlyList<RenderRequest> columns, IReadOnlyCollection<int> layers)
    {
        (_rows, _columns, _layers, _numWs) = (rows, columns, layers, renderer.Options.NumWs);
        _rowPictures = [.. renderer.Render(rows).Select(static one => one.ToPicture())];
        _columnPictures = [.. renderer.Render(columns).Select(static one => one.ToPicture())];
    }

    /// <summary>Maps the latents to w, and renders those beside and above.</summary>
    /// <param name="renderer">The network.</param>
    /// <param name="rows">Pictures that take styles, one or more.</param>
    /// <param name="columns">Pictures that give them, one or more.</param>
    /// <param name="layers">Which ws: see <see cref="StyleLayers"/>.</param>
    /// <param name="template">Truncation, class and noise of all of them.</param>
    /// <exception cref="ArgumentException">There is no row or no column, or they do not fit the network.</exception>
    public static StyleTable Of(Renderer renderer, IReadOnlyList<LatentCode> rows, IReadOnlyList<LatentCode> columns, IReadOnlyCollection<int> layers, RenderRequest template)
    {
        if (rows.Count == 0 || columns.Count == 0)
            throw new ArgumentException($"A table of {rows.Count} rows and {columns.Count} columns mixes nothing: give a seed or more for each.");
        RenderRequest InW(LatentCode latent) => template with { Latent = latent.Space == LatentSpace.W ? latent : renderer.ToW(new() { Latent = latent, Class = latent.Label is null ? template.Class : null }), Class = null };
        return new(renderer, [.. rows.Select(InW)], [.. columns.Select(InW)], layers);
    }

    /// <summary>The mixtures, row by row.</summary>
    /// <param name="amount">How much of the columns' styles: 0 none, 1 all.</param>
    public IReadOnlyList<RenderRequest> Mixtures(double amount = 1) =>
        [.. from row in _rows from column in _columns select row with { Latent = StyleMixing.Mix(row.Latent, column.Latent, _layers, _numWs, amount) }];

    /// <summary>The table with its names.</summary>
    /// <param name="mixtures">The pictures of <see cref="Mixtures"/>.</param>
    public Picture Compose(IReadOnlyList<Picture> mixtures)
    {
        Picture Fit(Picture picture) => picture.Width == mixtures[0].Width ? picture : PictureResizer.Fit(picture, mixtures[0].Width, mixtures[0].Height);
        IEnumerable<Picture?> tiles = [null, .. _columnPictures.Select(Fit), .. _rows.Index().SelectMany(row => mixtures.Skip(row.Index * _columns.Count).Take(_columns.Count).Prepend(Fit(_rowPictures[row.Index])))];
        return LabelledGrid.Compose([.. tiles], ["", .. _columns.Select(static one => one.Latent.Name)], ["", .. _rows.Select(static one => one.Latent.Name)], s_ground, s_ink);
    }

    /// <summary>A film in which the rows' pictures take on the columns' styles.</summary>
    /// <param name="seconds">Its length.</param>
    /// <param name="framesPerSecond">Its rate.</param>
    /// <param name="easing">How it begins and ends.</param>
    /// <param name="loop">Whether they give them back in the second half, so that the film plays round and round.</param>
    public Film Film(double seconds, double framesPerSecond, Easing easing = Easing.InOut, bool loop = false)
    {
        var frames = Films.Film.FramesOf(seconds, framesPerSecond);
        return new(frames, framesPerSecond, frame => Mixtures(easing.At(Films.Film.Way(frame, frames, loop))), _columns.Count) { Composition = (_, pictures) => Compose(pictures) };
    }
}
