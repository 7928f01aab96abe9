using System.Globalization;
using System.Runtime.InteropServices;
using Imago.Imaging;
using Imago.Torch.Formats;

namespace Imago.Latent;

/// <summary>Where rendered pictures go. At least one of <see cref="Outdir"/> and <see cref="TensorPath"/>.</summary>
public sealed record ExportOptions
{
    /// <summary>A folder for the pictures; made where it does not exist. Files of the same names are replaced.</summary>
    public string? Outdir { get; init; }

    /// <summary>The pictures' format.</summary>
    public PictureFormat Format { get; init; } = PictureFormat.Png;

    /// <summary>Whether all pictures also go on one, <c>grid.png</c>.</summary>
    public bool Grid { get; init; }

    /// <summary>A safetensors file for the numbers before they are rounded: <c>image</c> [N, channels, R, R] in fp32.</summary>
    public string? TensorPath { get; init; }

    /// <summary>How many pictures are computed at once; null: <see cref="Renderer.DefaultBatch"/>.</summary>
    public int? Batch { get; init; }
}

/// <summary>
/// Renders into files: pictures as users know their names (<c>seed0085.png</c>, <c>proj00.png</c>), a grid, and the plain numbers. Pictures are encoded
/// on other threads while the next batch is computed, and no name ever holds half a file.
/// </summary>
public static class PictureExport
{
    /// <summary>The value of <c>format</c> in the metadata of a file of numbers.</summary>
    public const string TensorFormat = "imago.images/1";

    /// <summary>The name of the grid.</summary>
    public const string GridName = "grid.png";

    /// <summary>Renders and writes.</summary>
    /// <param name="renderer">The network.</param>
    /// <param name="requests">Which pictures, one or more.</param>
    /// <param name="options">Where they go.</param>
    /// <param name="progress">Told how many pictures are computed.</param>
    /// <param name="cancel">Stops between batches: pictures that are complete stay, the file of numbers keeps what it had.</param>
    /// <returns>The pictures' file names in <see cref="ExportOptions.Outdir"/>, the grid's not among them.</returns>
    /// <exception cref="ArgumentException">The options or arguments do not fit the network or each other, or the folder is a file.</exception>
    /// <exception cref="LatentException">See <see cref="Renderer"/>; or the file of numbers would replace a file of another kind.</exception>
    /// <exception cref="PictureException">A picture cannot be written.</exception>
    /// <exception cref="IOException">A folder cannot be made or the file of numbers not be written.</exception>
    public static IReadOnlyList<string> Write(Renderer renderer, IReadOnlyList<RenderRequest> requests, ExportOptions options, Action<int>? progress = null, CancellationToken cancel = default)
    {
        if (options.Outdir is null && options.TensorPath is null)
            throw new ArgumentException("Nothing would be left of the pictures: name a folder for them, or a file for their numbers.");
        if (options.Grid && options.Outdir is null)
            throw new ArgumentException("A grid needs a folder to go to: name one, or leave out the grid.");
        if (requests.Count == 0)
            throw new ArgumentException("A picture needs a seed or a latent: give seeds, such as 0-35, or latents.");
        var images = renderer.Render(requests, options.Batch, cancel);
        var side = renderer.Options.ImgResolution;
        if (options.Grid && (long)requests.Count * side * side * 3 > Array.MaxLength)
            throw new ArgumentException($"A grid of {requests.Count:N0} pictures of {side} x {side} is more than one picture can hold: leave out the grid, or ask for at most {Array.MaxLength / 3 / side / side:N0} pictures.");
        if (options.TensorPath is not null)
            Replaceable.Check(options.TensorPath, TensorFormat, "pictures' numbers");
        if (options.Outdir is not null)
            OutputFolder.Make(options.Outdir);

        var names = options.Outdir is null ? [] : requests.Select((request, index) => FileName(request.Latent, index, options.Format)).ToArray();
        var tiles = new Picture[options.Grid ? requests.Count : 0];
        using var encoders = new Encoders();
        var done = 0;
        IEnumerable<Rendering> Passing()
        {
            foreach (var image in images)
            {
                if (options.Outdir is not null)
                    encoders.Start(() =>
                    {
                        var picture = image.ToPicture();
                        if (options.Grid)
                            tiles[image.Index] = picture;
                        PictureWriter.Save(Path.Combine(options.Outdir, names[image.Index]), picture, options.Format);
                    });
                yield return image;
                progress?.Invoke(++done);
            }
        }

        if (options.TensorPath is not null)
            WriteTensor(options.TensorPath, requests.Count, renderer.Options.ImgChannels, side, Passing());
        else
            foreach (var _ in Passing())
            {
            }
        encoders.Finish();
        if (options.Grid)
            PictureWriter.Save(Path.Combine(options.Outdir!, GridName), PictureGrid.Compose(tiles, (int)Math.Ceiling(Math.Sqrt(tiles.Length))));
        return names;
    }

    /// <summary>What the file of a picture is called: after its seed, or after its place among others.</summary>
    /// <param name="latent">What the picture is made of.</param>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="format">Its format.</param>
    public static string FileName(LatentCode latent, int index, PictureFormat format = PictureFormat.Png)
    {
        var stem = latent is { Space: LatentSpace.Z, Seed: { } seed }
            ? string.Create(CultureInfo.InvariantCulture, $"seed{seed:0000}")
            : string.Create(CultureInfo.InvariantCulture, $"proj{index:00}");
        return stem + format switch { PictureFormat.Jpeg => ".jpg", PictureFormat.WebP => ".webp", PictureFormat.Avif => ".avif", _ => ".png" };
    }

    /// <summary>Picture by picture into the file: any number of them passes through.</summary>
    private static void WriteTensor(string path, int count, int channels, int side, IEnumerable<Rendering> images) =>
        SafeTensorsWriter.Write(
            path,
            [new SafeTensorsItem("image", "F32", [count, channels, side, side], stream =>
            {
                foreach (var image in images)
                    stream.Write(MemoryMarshal.AsBytes(image.Values.AsSpan()));
            })],
            new Dictionary<string, string> { ["format"] = TensorFormat });
}
