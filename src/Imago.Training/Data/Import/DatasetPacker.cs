using System.Diagnostics;
using Imago.Imaging;

namespace Imago.Training.Data.Import;

/// <summary>How far a long work on a source has come.</summary>
/// <param name="Step">What happens: <c>Looking</c>, <c>Packing</c> …</param>
/// <param name="Done">Files done in this step.</param>
/// <param name="Total">Files in this step.</param>
public readonly record struct ImportProgress(string Step, int Done, int Total);

/// <summary>
/// From a folder (or zip) that may hold anything to a data set that StyleGAN2-ADA's tools and Imago read: equal squares as
/// PNGs of compression level 0 named <c>00000/img00000000.png</c>, stored without compression, with <c>dataset.json</c>; and
/// <c>curation.jsonl</c>, which tells the fate of every file of the source. The same source and options give the same bytes.
/// </summary>
public static class DatasetPacker
{
    /// <summary>Under so many pictures a network trained from scratch mostly learns them by heart.</summary>
    public const int EnoughPictures = 500;

    private const int AheadPerThread = 4;

    /// <summary>Packs. Nothing stands at <see cref="PackOptions.Dest"/> until all is there and on the disk.</summary>
    /// <param name="options">What and how.</param>
    /// <param name="progress">Called often, from one thread.</param>
    /// <param name="stop">Ends it early; nothing is left behind.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="DatasetException">No source, no usable picture, no room, or something stands at the destination already.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public static PackResult Pack(PackOptions options, Action<ImportProgress>? progress = null, CancellationToken stop = default)
    {
        options.Check();
        var began = Stopwatch.GetTimestamp();
        var dest = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Dest));
        var log = dest + ".curation.partial";
        using var source = PictureSource.Open(options.Source, dest, dest + ".partial", log);
        if ((source.Location + "/").StartsWith(dest + "/", StringComparison.Ordinal))
            throw new DatasetException($"The source {source.Location} lies in the destination {dest}; give another --dest.");
        var result = DatasetTarget.Write(dest, options.Force, target =>
        {
            using var curation = new CurationLog(log);
            return Pack(options, began, source, target, curation, progress, stop);
        });
        return result with { Dest = dest, Bytes = SizeOf(dest), Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds };
    }

    private static PackResult Pack(
        PackOptions options, long began, PictureSource source, DatasetTarget target, CurationLog curation, Action<ImportProgress>? progress, CancellationToken stop)
    {
        // Look at every header: is all grey, and is there room for so many?
        var files = source.Items.Count;
        var survey = Survey.Of(source, options.Threads, done => progress?.Invoke(new("Looking at headers", done, files)), stop);
        var channels = options.Channels ?? (survey.AllGrey ? 1 : 3);
        CheckRoom(Path.GetFullPath(options.Dest), Math.Min(survey.Pictures, options.MaxImages ?? int.MaxValue), options.Resolution, channels);

        // Take the pictures one by one in the order of their names, prepared ahead on all threads.
        var labels = new LabelCollector(source, options.SubfoldersAsLabels);
        var preparer = new Preparer(source, options, channels);
        var seenBefore = options.SkipDuplicates ? new Duplicates(source) : null;
        var items = survey.Items.Select(item =>
            item.Reason is null && labels.Refuse(item.Name) is { } reason ? item with { Fate = Fate.Refused, Reason = reason } : item);
        var (done, names) = (0, new List<string>());
        foreach (var (prepared, item) in OrderedWork.Run(
            items, item => PictureFiles.Try(item, preparer.Prepare), options.Threads, options.Threads * AheadPerThread, stop))
        {
            if (prepared is null) curation.Out(item.Name, item.Fate, item.Reason!);
            else if (seenBefore?.FirstOf(item, prepared.Info, prepared.Png) is { } first) curation.Out(item.Name, Fate.Skipped, $"the same picture as {first.Name}");
            else
            {
                var name = DatasetTarget.PictureName(names.Count);
                target.Add(name, to => to.Write(prepared.Png));
                curation.Taken(item.Name, name, prepared, labels.Take(item.Name));
                names.Add(name);
            }
            done++;
            progress?.Invoke(new("Packing", done, files));
            if (names.Count == options.MaxImages || (names.Count > 0 && Stopwatch.GetElapsedTime(began) >= options.TakeFor)) break;
        }
        var beyond = names.Count == options.MaxImages ? $"beyond the {names.Count} pictures that were asked for" : "beyond the time that packing was given";
        foreach (var item in survey.Items.Skip(done)) curation.Out(item.Name, item.Reason is null ? Fate.Skipped : item.Fate, item.Reason ?? beyond);
        if (names.Count == 0) throw new DatasetException(NothingUsable(source, curation));

        // Labels and the account of every file come last.
        var labelled = labels.Finish();
        target.Add(LabelTable.FileName, to => LabelTable.Write(to, labelled is null ? null : names.Zip(labelled.Labels), labelled?.ClassNames));
        target.Add(CurationLine.FileName, curation.CopyTo);
        stop.ThrowIfCancellationRequested();

        var warnings = new List<string>();
        if (labels.Problem is { } problem) warnings.Add(problem);
        if (Few(names.Count) is { } few) warnings.Add(few);
        return new PackResult
        {
            Dest = "",
            Resolution = options.Resolution,
            Channels = channels,
            Taken = names.Count,
            Refused = curation.Count(Fate.Refused),
            Skipped = curation.Count(Fate.Skipped),
            Changes = curation.Changes,
            Refusals = [.. curation.Refusals],
            Classes = labelled?.Classes,
            LabelDim = labelled?.LabelDim ?? 0,
            Warnings = warnings,
            Bytes = 0,
            Seconds = 0,
        };
    }

    /// <summary>The warning for a set of so few pictures; null where there are enough.</summary>
    public static string? Few(int pictures) => pictures >= EnoughPictures ? null
        : $"{pictures:N0} {(pictures == 1 ? "picture is" : "pictures are")} few: under {EnoughPictures} a network trained from scratch mostly repeats them; add more, or fine-tune a trained network (--resume) with --mirror.";

    private static void CheckRoom(string dest, int pictures, int resolution, int channels)
    {
        // A PNG of level 0: a byte a row beside the pixels, 5 bytes a block of 32 KB or more, and its headers; then the zip's and the account's lines.
        var rows = (long)resolution * (resolution * channels + 1);
        var needed = pictures * (rows + rows / 4096 + 1024);
        var free = new DriveInfo(Path.GetDirectoryName(dest)!).AvailableFreeSpace;
        if (needed > free)
            throw new DatasetException($"{pictures:N0} pictures at {resolution} need {needed / 1e9:0.0} GB in {Path.GetDirectoryName(dest)}, where {free / 1e9:0.0} GB are free; free some space, or choose another --dest or a lower --resolution.");
    }

    private static string NothingUsable(PictureSource source, CurationLog curation)
    {
        var first = curation.Refusals.Count > 0 ? $" (the first: {curation.Refusals[0].File} {curation.Refusals[0].Reason})" : "";
        return $"There is no usable picture in {source.Location}: {curation.Count(Fate.Refused):N0} refused{first}, {curation.Count(Fate.Skipped):N0} other files; give a folder or zip of pictures.";
    }

    private static long SizeOf(string dest) => File.Exists(dest)
        ? new FileInfo(dest).Length
        : new DirectoryInfo(dest).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length);
}
