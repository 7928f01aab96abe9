using Imago.Imaging;

namespace Imago.Training.Data.Import;

/// <summary>Some pictures of a source, each as packing would make it: to be looked at before all are packed. Safe to use from many threads.</summary>
public sealed class PackPreview : IDisposable
{
    private const int Tiny = 8;

    private readonly PictureSource _source;
    private readonly IReadOnlyList<SourceItem> _items;

    private PackPreview(PictureSource source, IReadOnlyList<SourceItem> items) => (_source, _items) = (source, items);

    /// <summary>Opens a source and chooses pictures from all over it, each decoded once, so that it can be shown.</summary>
    /// <param name="source">A folder with pictures in it, however deep, or a zip.</param>
    /// <param name="pictures">Most pictures.</param>
    /// <exception cref="DatasetException">There is no such source, or it cannot be read.</exception>
    public static PackPreview Open(string source, int pictures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pictures, 1);
        var opened = PictureSource.Open(source);
        try
        {
            return new PackPreview(opened, Choose(opened, pictures));
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The chosen pictures' names within the source.</summary>
    public IReadOnlyList<string> Names => [.. _items.Select(static item => item.Name)];

    /// <summary>A picture as <see cref="DatasetPacker"/> would store it: the same PNG, byte for byte.</summary>
    /// <param name="index">0 … the number of names − 1.</param>
    /// <param name="options">How; its source and destination do not matter. Channels must be given.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="DatasetException">The file cannot be read (any more).</exception>
    /// <exception cref="PictureException">It is no readable picture.</exception>
    public byte[] Make(int index, PackOptions options)
    {
        options.Check();
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _items.Count);
        var channels = options.Channels ?? throw new ArgumentException("The preview of a few pictures cannot know whether all are grey: give 1 or 3 channels.", nameof(options));
        return new Preparer(_source, options, channels).Prepare(_items[index]).Png;
    }

    /// <summary>Closes the source.</summary>
    public void Dispose() => _source.Dispose();

    private static List<SourceItem> Choose(PictureSource source, int pictures)
    {
        // One of each of so many equal stretches; a stretch whose first file is no picture gives its next.
        var items = source.Items;
        var (chosen, next) = (new List<SourceItem>(), 0);
        for (var stretch = 0; stretch < pictures; stretch++)
        {
            next = Math.Max(next, (int)((long)items.Count * stretch / pictures));
            while (next < items.Count)
            {
                var item = items[next++];
                if (PictureFiles.Try(item, one => PictureFiles.Load(source, one, Tiny, Tiny, Fit.Pad, ResizeFilter.Box, DecodeOptions.Default)).Result is null) continue;
                chosen.Add(item);
                break;
            }
        }
        return chosen;
    }
}
