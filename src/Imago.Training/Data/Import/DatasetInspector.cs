using System.Diagnostics;
using Imago.Imaging;

namespace Imago.Training.Data.Import;

/// <summary>Looks through a folder or zip of pictures: every file is decoded, so that what is called usable is.</summary>
public static class DatasetInspector
{
    private const int SheetTile = 128, SheetColumns = 8, SheetTiles = SheetColumns * 8, SheetGap = 4;
    private const int SizesShown = 10;

    /// <summary>Inspects.</summary>
    /// <param name="path">A folder or zip, packed or not.</param>
    /// <param name="sheet">Where to write a contact sheet (.png, .jpg or .webp) of up to 64 pictures drawn from all over the set; null for none.</param>
    /// <param name="progress">Called often, from one thread.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="ArgumentException">The sheet's name is not that of a picture.</exception>
    /// <exception cref="DatasetException">There is no such folder or zip.</exception>
    /// <exception cref="PictureException">The sheet cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public static DatasetReport Inspect(string path, string? sheet = null, Action<ImportProgress>? progress = null, CancellationToken stop = default)
    {
        var began = Stopwatch.GetTimestamp();
        if (sheet is not null)
        {
            sheet = Path.GetFullPath(sheet);
            // A wrong name or place is told before the work, not after it.
            PictureWriter.FormatOf(sheet);
            if (!Directory.Exists(Path.GetDirectoryName(sheet))) throw new DatasetException($"There is no folder {Path.GetDirectoryName(sheet)} for the contact sheet; make it, or choose another.");
        }
        using var source = PictureSource.Open(path, sheet is null ? [] : [sheet]);
        var tally = new Tally();
        var tiles = new Reservoir<Picture>(SheetTiles);
        var labels = new LabelFinder(source);
        var (seenBefore, duplicates) = (new Duplicates(source), new List<Duplicate>());
        var onWhite = new DecodeOptions { Background = Colour.White };
        foreach (var ((info, thumbnail), item) in OrderedWork.Run(
            source.Items, Look, Environment.ProcessorCount, Environment.ProcessorCount * 4, stop))
        {
            tally.Add(info, item);
            progress?.Invoke(new("Inspecting", tally.Files, source.Items.Count));
            if (info is null) continue;
            labels.Add(item.Name);
            tiles.Offer(thumbnail!);
            if (seenBefore.FirstOf(item, info, thumbnail!.Pixels) is { } first) duplicates.Add(new(item.Name, first.Name));
        }
        if (sheet is not null && tiles.Items.Count > 0)
            PictureWriter.Save(sheet, PictureGrid.Compose(tiles.Items, SheetColumns, SheetGap, Colour.White));

        var (from, dim, classes) = labels.Finish();
        var warnings = new List<string>();
        if (labels.Problem is { } problem) warnings.Add(problem);
        if (DatasetPacker.Few(tally.Pictures) is { } few) warnings.Add(few);
        return new DatasetReport
        {
            Source = source.Location,
            Files = tally.Files,
            Pictures = tally.Pictures,
            Refused = tally.Refusals.Count,
            Skipped = tally.Files - tally.Pictures - tally.Refusals.Count,
            Formats = Tally.Ranked(tally.Formats),
            Colours = Tally.Ranked(tally.Colours),
            WithAlpha = tally.WithAlpha,
            Sizes = [.. Tally.Ranked(tally.Sizes).Take(SizesShown).Select(static size => new SizeCount(size.Key.Width, size.Key.Height, size.Value))],
            DifferentSizes = tally.Sizes.Count,
            Shapes = tally.Shapes(),
            Reaches = tally.Reaches(),
            ShorterSide = tally.ShorterSide(),
            SuggestedResolution = tally.SuggestedResolution(),
            Duplicates = duplicates,
            LabelsFrom = from,
            LabelDim = dim,
            Classes = classes,
            Ready = tally.Ready,
            Enough = tally.Pictures >= DatasetPacker.EnoughPictures,
            Warnings = warnings,
            Refusals = tally.Refusals,
            Sheet = tiles.Items.Count > 0 ? sheet : null,
            Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds,
        };

        ((PictureInfo? Info, Picture? Thumbnail) Seen, SourceItem Item) Look(SourceItem item)
        {
            var (seen, judged) = PictureFiles.Try(item, i => Tuple.Create(
                PictureFiles.Probe(source, i),
                PictureFiles.Load(source, i, SheetTile, SheetTile, Fit.Pad, ResizeFilter.Lanczos, onWhite)));
            return ((seen?.Item1, seen?.Item2), judged);
        }
    }
}
