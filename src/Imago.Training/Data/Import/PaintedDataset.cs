using System.Diagnostics;
using Imago.Imaging;
using Imago.Imaging.Painting;

namespace Imago.Training.Data.Import;

/// <summary>Which portraits are painted, and where to.</summary>
public sealed record PaintOptions
{
    /// <summary>The most portraits that one data set may hold.</summary>
    public const int MaxCount = 1_000_000;

    /// <summary>A name that ends with .zip gives a zip, any other a folder.</summary>
    public required string Dest { get; init; }

    /// <summary>How many, 1 to <see cref="MaxCount"/>.</summary>
    public int Count { get; init; } = 2000;

    /// <summary>Paint no more after so much time; null for no end. The portraits that are there do not depend on it, only how many they are.</summary>
    public TimeSpan? TakeFor { get; init; }

    /// <summary>Width and height, a power of two from 8 to 4096.</summary>
    public int Resolution { get; init; } = 64;

    /// <summary>Another seed gives other sitters: portrait i of a set has the painter's seed <c>Seed · 2³² + i</c>.</summary>
    public int Seed { get; init; }

    /// <summary>Replace a data set that stands at <see cref="Dest"/>.</summary>
    public bool Force { get; init; }

    /// <summary>Worker threads; the result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        if (Count is < 1 or > MaxCount) throw new ArgumentException($"{Count} portraits were asked for, expected 1 to {MaxCount:N0}; give another --count.");
        if (Resolution is < 8 or > 4096 || !int.IsPow2(Resolution))
            throw new ArgumentException($"The resolution is {Resolution}, expected a power of two from 8 to 4096; give another --resolution, such as 64.");
        if (Threads < 1) throw new ArgumentException($"{Threads} threads were asked for, expected 1 or more.");
    }
}

/// <summary>What was painted.</summary>
/// <param name="Dest">The zip or folder, absolute.</param>
/// <param name="Count">Portraits in it.</param>
/// <param name="Resolution">Width and height of each.</param>
/// <param name="Seed">The set's seed.</param>
/// <param name="Bytes">Bytes of the pictures, without the zip's own.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record PaintResult(string Dest, int Count, int Resolution, int Seed, long Bytes, double Seconds);

/// <summary>
/// A data set of imaginary portraits by <see cref="PortraitPainter"/>, laid out as <see cref="DatasetPacker"/>'s are. The same
/// options give the same bytes with the same libvips and librsvg.
/// </summary>
public static class PaintedDataset
{
    private static readonly EncodeOptions Level0 = new() { Compression = 0 };

    /// <summary>Paints. Nothing stands at <see cref="PaintOptions.Dest"/> until all is there and on the disk.</summary>
    /// <param name="options">What and where to.</param>
    /// <param name="report">Called with the portraits done, from one thread.</param>
    /// <param name="stop">Ends it early; nothing is left behind.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="DatasetException">Something stands at the destination already, or it cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public static PaintResult Paint(PaintOptions options, Action<int>? report = null, CancellationToken stop = default)
    {
        options.Check();
        var began = Stopwatch.GetTimestamp();
        var dest = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Dest));
        var (count, bytes) = DatasetTarget.Write(dest, options.Force, target => Paint(options, began, target, report, stop));
        return new PaintResult(dest, count, options.Resolution, options.Seed, bytes, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static (int Count, long Bytes) Paint(PaintOptions options, long began, DatasetTarget target, Action<int>? report, CancellationToken stop)
    {
        var (done, bytes) = (0, 0L);
        using var lines = new MemoryStream();
        var seeds = Enumerable.Range(0, options.Count).Select(i => ((long)options.Seed << 32) + i);
        foreach (var (seed, png) in OrderedWork.Run(seeds, seed => (seed, Png(seed, options.Resolution)), options.Threads, options.Threads * 4, stop))
        {
            var name = DatasetTarget.PictureName(done);
            target.Add(name, to => to.Write(png));
            new CurationLine
            {
                File = $"portrait of seed {seed}", Fate = Fate.Taken, Name = name, Format = "SVG", Width = options.Resolution, Height = options.Resolution,
            }.Write(lines);
            bytes += png.Length;
            done++;
            report?.Invoke(done);
            if (Stopwatch.GetElapsedTime(began) >= options.TakeFor) break;
        }
        target.Add(LabelTable.FileName, to => LabelTable.Write(to, null, null));
        target.Add(CurationLine.FileName, lines.WriteTo);
        stop.ThrowIfCancellationRequested();
        return (done, bytes);
    }

    private static byte[] Png(long seed, int resolution) =>
        PictureWriter.Encode(PortraitPainter.Paint(seed, resolution), PictureFormat.Png, Level0);
}
