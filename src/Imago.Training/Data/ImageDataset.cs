using System.Buffers.Binary;
using Imago.Imaging;
using Imago.Torch;

namespace Imago.Training.Data;

/// <summary>How a data set is read.</summary>
public sealed record ImageDatasetOptions
{
    /// <summary>
    /// Use only so many pictures, drawn by numpy's seeded shuffle as StyleGAN2-ADA draws them; null for all. A number beyond the set takes all.
    /// </summary>
    public int? Subset { get; init; }

    /// <summary>Which pictures <see cref="Subset"/> draws, 0 to 2³² − 1.</summary>
    public long SubsetSeed { get; init; }

    /// <summary>Double the set by mirror images: index n + i is picture i with left and right swapped.</summary>
    public bool Mirror { get; init; }

    /// <summary>Read the labels of <c>dataset.json</c>; without it <see cref="ImageDataset.LabelDim"/> is 0.</summary>
    public bool Labels { get; init; }

    /// <summary>Keep decoded pictures in memory when the whole set fits into so many bytes; 0 never keeps any.</summary>
    public long CacheBytes { get; init; } = 1L << 30;
}

/// <summary>
/// A data set to train on: a folder or zip of equal square pictures whose side is a power of two, and labels in
/// <c>dataset.json</c>, as <c>imago dataset pack</c> and StyleGAN2-ADA's dataset tool write it. Pictures are numbered by name
/// in ordinal order. Reading is safe from many threads at a time.
/// </summary>
public sealed class ImageDataset : IDisposable
{
    private readonly PictureSource _source;
    private readonly SourceItem[] _pictures; // by name, after the subset was drawn
    private readonly PictureLabel[]? _labels; // beside _pictures
    private readonly byte[]?[]? _cache; // beside _pictures, each [C, H, W]
    private readonly bool _mirror;

    /// <summary>Opens a data set, and looks at the header of every picture.</summary>
    /// <param name="path">Folder or zip.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <exception cref="DatasetException">It is missing, damaged, empty, or its pictures are not alike; the message says what to do.</exception>
    public ImageDataset(string path, ImageDatasetOptions? options = null)
    {
        options ??= new ImageDatasetOptions();
        if (options.Subset < 1) throw new DatasetException($"A subset of {options.Subset} pictures was asked for, expected 1 or more.");
        _source = PictureSource.Open(path);
        try
        {
            _pictures = [.. _source.Items.Where(static item => item.Fate != Fate.Skipped && PictureReader.HasPictureName(item.Name))];
            (Resolution, Channels) = CommonShape(_source, _pictures);
            PictureCount = _pictures.Length;
            if (_source.ReadLabels() is { } table)
            {
                HasLabels = true;
                ClassNames = table.ClassNames;
                if (options.Labels) (_labels, LabelDim) = LabelsOf(_pictures, table);
            }
            else if (options.Labels)
            {
                throw new DatasetException($"{Location} has no labels in {LabelTable.FileName}; pack it with --subfolders-as-labels, or train without labels.");
            }
            if (options.Subset is { } subset && subset < _pictures.Length) Draw(subset, options.SubsetSeed, ref _pictures, ref _labels);
        }
        catch
        {
            _source.Dispose();
            throw;
        }
        _mirror = options.Mirror;
        if ((long)_pictures.Length * PictureBytes <= options.CacheBytes) _cache = new byte[_pictures.Length][];
    }

    /// <summary>The folder or zip, absolute.</summary>
    public string Location => _source.Location;

    /// <summary>Width and height of every picture, a power of two, 4 or more.</summary>
    public int Resolution { get; }

    /// <summary>1 (grey) or 3 (RGB).</summary>
    public int Channels { get; }

    /// <summary>Bytes of one picture: <see cref="Channels"/> · <see cref="Resolution"/>².</summary>
    public int PictureBytes => Channels * Resolution * Resolution;

    /// <summary>How many pictures there are to draw, mirror images included.</summary>
    public int Count => _mirror ? _pictures.Length * 2 : _pictures.Length;

    /// <summary>How many pictures the folder or zip holds, before subset and mirror.</summary>
    public int PictureCount { get; }

    /// <summary>Whether the data set has labels, read or not.</summary>
    public bool HasLabels { get; }

    /// <summary>Length of a label: the number of classes, or of the vectors' elements; 0 without labels.</summary>
    public int LabelDim { get; }

    /// <summary>The classes' names by number, where the data set tells them.</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>The name of a picture within the data set.</summary>
    /// <param name="index">0 … <see cref="Count"/> − 1.</param>
    public string NameOf(int index) => _pictures[index % _pictures.Length].Name;

    /// <summary>A picture, [C, H, W], 0 to 255.</summary>
    /// <param name="index">0 … <see cref="Count"/> − 1.</param>
    /// <exception cref="DatasetException">It vanished or was changed since the data set was opened.</exception>
    public byte[] Read(int index)
    {
        var pixels = new byte[PictureBytes];
        Read(index, pixels);
        return pixels;
    }

    /// <summary>A picture into memory of the caller's.</summary>
    /// <param name="index">0 … <see cref="Count"/> − 1.</param>
    /// <param name="pixels">[C, H, W], <see cref="PictureBytes"/> long.</param>
    /// <exception cref="DatasetException">It vanished or was changed since the data set was opened.</exception>
    public void Read(int index, Span<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var number = index % _pictures.Length;
        // Two threads may decode the same picture at the same time; they get the same bytes, so either may stay.
        var picture = _cache?[number] ?? Decode(_pictures[number]);
        if (_cache is not null) _cache[number] = picture;
        picture.CopyTo(pixels);
        if (index < _pictures.Length) return;
        for (var row = 0; row < pixels.Length; row += Resolution) pixels.Slice(row, Resolution).Reverse();
    }

    /// <summary>A picture's label: a one at its class and zeros elsewhere, or its vector; empty without labels.</summary>
    /// <param name="index">0 … <see cref="Count"/> − 1.</param>
    public float[] Label(int index)
    {
        var label = new float[LabelDim];
        Label(index, label);
        return label;
    }

    /// <summary>A picture's label into memory of the caller's.</summary>
    /// <param name="index">0 … <see cref="Count"/> − 1.</param>
    /// <param name="label"><see cref="LabelDim"/> long.</param>
    public void Label(int index, Span<float> label)
    {
        if (_labels is null) return;
        var (number, vector) = _labels[index % _pictures.Length];
        if (vector is not null)
        {
            vector.CopyTo(label);
            return;
        }
        label.Clear();
        label[number] = 1;
    }

    /// <summary>Closes the zip.</summary>
    public void Dispose() => _source.Dispose();

    private byte[] Decode(SourceItem item)
    {
        Picture picture;
        try
        {
            picture = PictureReader.Decode(_source.Read(item), new DecodeOptions { KeepGrey = Channels == 1 });
        }
        catch (PictureException error)
        {
            throw new DatasetException($"{item.Name} in {Location} cannot be read any more ({error.Message}); put the data set back as it was.", error);
        }
        if (picture.Width != Resolution || picture.Height != Resolution || picture.Channels != Channels)
            throw new DatasetException($"{item.Name} in {Location} has become {picture.Width} x {picture.Height} with {picture.Channels} channels, was {Resolution} x {Resolution} with {Channels}; put the data set back as it was.");

        // [H, W, C] to [C, H, W]
        if (Channels == 1) return picture.Pixels;
        var pixels = new byte[PictureBytes];
        var plane = Resolution * Resolution;
        for (int at = 0, from = 0; at < plane; at++, from += 3)
        {
            pixels[at] = picture.Pixels[from];
            pixels[at + plane] = picture.Pixels[from + 1];
            pixels[at + 2 * plane] = picture.Pixels[from + 2];
        }
        return pixels;
    }

    private readonly record struct Shape(int Width, int Height, int Channels)
    {
        public override string ToString() => $"{Width} x {Height} {(Channels switch { 1 => "grey", 3 => "RGB", _ => "with transparency" })}";
    }

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static (int Resolution, int Channels) CommonShape(PictureSource source, SourceItem[] pictures)
    {
        if (pictures.Length == 0)
            throw new DatasetException($"There is no picture in {source.Location} ({source.Items.Count:N0} files); give a folder or zip of pictures.");
        var shapes = new Shape[pictures.Length];
        try
        {
            Parallel.For(0, pictures.Length, number => shapes[number] = ShapeOf(source, pictures[number]));
        }
        catch (AggregateException many)
        {
            throw many.InnerExceptions.OfType<DatasetException>().FirstOrDefault() ?? many.InnerExceptions[0];
        }

        var first = shapes[0];
        var mend = $"`imago dataset pack --source {source.Location} --dest NEW.zip --resolution {PowerOfTwoNear(Math.Min(first.Width, first.Height))}` makes them fit.";
        var odd = Array.FindIndex(shapes, shape => shape != first);
        if (odd >= 0)
            throw new DatasetException($"The pictures in {source.Location} are not alike: {pictures[0].Name} is {first}, {pictures[odd].Name} is {shapes[odd]}; {mend}");
        if (first.Width != first.Height || !int.IsPow2(first.Width) || first.Width < 4 || first.Channels is not (1 or 3))
            throw new DatasetException($"The pictures in {source.Location} are {first}, expected squares whose side is a power of two (4 or more), grey or RGB; {mend}");
        return (first.Width, first.Channels);
    }

    private static Shape ShapeOf(PictureSource source, SourceItem item)
    {
        if (item.Reason is { } reason) throw new DatasetException($"{item.Name} in {source.Location} cannot be used: {reason}; take it out or pack the data set again.");
        // Plain PNGs, as dataset tools write them, say all that is needed in their first 26 bytes: signature, IHDR, width, height, bits, colour type.
        var head = source.Read(item, 26);
        if (head.Length == 26 && head.AsSpan().StartsWith(PngSignature) && head[24] == 8 && head[25] is 0 or 2)
            return new Shape(BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(20)), head[25] == 0 ? 1 : 3);
        try
        {
            var info = PictureReader.Probe(source.Read(item));
            return new Shape(info.Width, info.Height, info.HasAlpha ? 4 : info.ColourSpace == "grey" ? 1 : 3);
        }
        catch (PictureException error)
        {
            throw new DatasetException($"{item.Name} in {source.Location} cannot be used ({error.Message}); take it out or pack the data set again.", error);
        }
    }

    private static int PowerOfTwoNear(int side) => Math.Clamp(1 << (int)Math.Round(Math.Log2(Math.Max(side, 1))), 4, 1024);

    private static (PictureLabel[] Labels, int Dim) LabelsOf(SourceItem[] pictures, LabelTable table)
    {
        var labels = new PictureLabel[pictures.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = table[pictures[i].Name]
                ?? throw new DatasetException($"{pictures[i].Name} has no label in {table.Where}, which labels {table.Count:N0} pictures; label all or train without labels.");
        }
        return (labels, labels[0].Vector?.Length ?? labels.Max(static label => label.Class) + 1);
    }

    private static void Draw(int subset, long seed, ref SourceItem[] pictures, ref PictureLabel[]? labels)
    {
        var order = new NumpyRandom(seed).Permutation(pictures.Length);
        Array.Resize(ref order, subset);
        Array.Sort(order);
        var (allPictures, allLabels) = (pictures, labels);
        pictures = [.. order.Select(number => allPictures[number])];
        if (allLabels is not null) labels = [.. order.Select(number => allLabels[number])];
    }
}
