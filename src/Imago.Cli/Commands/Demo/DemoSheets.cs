using System.Globalization;
using Imago.Imaging;
using Imago.Latent;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Training.Run;

namespace Imago.Cli.Commands.Demo;

/// <summary>The pictures that a demo ends with, in tiles as large as the contact sheet's, so that one can look from one to the other.</summary>
internal static class DemoSheets
{
    /// <summary>Of the contact sheet, and of these.</summary>
    internal const int Tile = 128, Columns = 8, Gap = 4;

    /// <summary>How many latents the growth strip follows.</summary>
    internal const int GrowthRows = 5;

    /// <summary>How many moments it shows at most, the untrained network's one of them.</summary>
    internal const int GrowthColumns = 9;

    private const int NewOnes = Columns * 8, CaptionHeight = 24;

    /// <summary>A moment of the strip is at most this share of the next one: the first pictures change fastest.</summary>
    private const double Thinning = 0.6;

    /// <summary>Truncation of the new pictures: calmer than the network as it is, still varied.</summary>
    internal const double TruncationPsi = 0.7;

    /// <summary>Writes a grid of new pictures, seeds 0 to 63.</summary>
    internal static void WriteNewPictures(string network, string path, Action<int, int> report, CancellationToken stop)
    {
        using var renderer = new Renderer(NetworkFile.Read(network, NetworkParts.Generator), TorchLibrary.BestDevice);
        var requests = Enumerable.Range(0, NewOnes).Select(seed => new RenderRequest { Latent = LatentCode.OfSeed(seed, renderer.Options.ZDim), TruncationPsi = TruncationPsi });
        var tiles = new List<Picture>();
        foreach (var rendering in renderer.Render(requests, cancel: stop))
        {
            tiles.Add(Large(rendering.ToPicture()));
            report(tiles.Count, NewOnes);
        }
        PictureWriter.Save(path, PictureGrid.Compose(tiles, Columns, Gap, Colour.White));
    }

    /// <summary>Writes the strip of a run: a column a moment of the training, a row a latent.</summary>
    /// <param name="run">The run.</param>
    /// <param name="begun">What stands under the first column.</param>
    /// <param name="resolution">Side of its pictures.</param>
    /// <param name="path">Where the strip goes.</param>
    /// <returns>The moments, in thousands of pictures.</returns>
    internal static IReadOnlyList<double> WriteGrowth(RunFolder run, string begun, int resolution, string path)
    {
        var moments = Moments([(0, run.FakesInit), .. run.Previews()]);
        var columns = moments.Select(moment => Column(moment.File, resolution)).ToList();
        var captions = moments.Select(moment => moment.Kimg == 0 ? begun : string.Create(CultureInfo.InvariantCulture, $"{moment.Kimg:0.0##} kimg")).ToList();
        PictureWriter.Save(path, PictureGrid.Compose(columns, columns.Count, Gap, Colour.White, captions, CaptionHeight));
        return [.. moments.Select(static moment => moment.Kimg)];
    }

    /// <summary>The last grid, and before it each that is far enough from the one after it; and the first.</summary>
    internal static IReadOnlyList<(double Kimg, string File)> Moments(IReadOnlyList<(double Kimg, string File)> all)
    {
        var chosen = new List<(double Kimg, string File)> { all[^1] };
        foreach (var moment in all.Skip(1).Reverse())
            if (moment.Kimg <= chosen[^1].Kimg * Thinning && chosen.Count < GrowthColumns - 1)
                chosen.Add(moment);
        if (all.Count > 1)
            chosen.Add(all[0]);
        chosen.Reverse();
        return chosen;
    }

    private static Picture Column(string grid, int resolution) =>
        PictureGrid.Compose([.. PictureGrid.Cut(PictureReader.Decode(grid), resolution, resolution).Take(GrowthRows).Select(Large)], 1, Gap, Colour.White);

    private static Picture Large(Picture picture) =>
        picture.Width >= Tile ? picture : PictureResizer.Fit(picture, Tile, Tile);
}
