using System.Security.Cryptography;
using Imago.Gallery;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Works;
using Imago.Imaging;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Cli.Commands.Gallery;

/// <summary>
/// What a network sees on the works of a gallery, read from their small copies and kept in <c>private/pool/</c>, so that another hanging sees only what is new. Vectors help who wants to
/// redraw a picture, so they are as secret as latents.
/// </summary>
/// <param name="folder">The gallery.</param>
/// <param name="works">The public store, where the small copies are.</param>
/// <param name="network">The network's file, whose hash names the kept vectors.</param>
/// <param name="see">Pictures → [N, dimensions], rows first.</param>
internal sealed class WorkVectors(GalleryFolder folder, FileStore works, string network, Func<IReadOnlyList<Picture>, float[]> see)
{
    private const int Batch = 32, KeptEvery = 1024;

    private readonly string _path = Path.Combine(folder.Pool, $"vectors-{HashOf(network)}.safetensors");

    /// <summary>The vectors of works, [works, dimensions], rows first.</summary>
    /// <param name="wanted">The works, one or more.</param>
    /// <param name="progress">Told how many are seen.</param>
    /// <param name="cancel">Stops it; what was seen is kept.</param>
    /// <exception cref="GalleryException">A small copy is missing.</exception>
    internal async Task<float[]> OfAsync(IReadOnlyList<Work> wanted, Action<int> progress, CancellationToken cancel)
    {
        var known = Read();
        var missing = wanted.Where(work => !known.ContainsKey(work.Number)).ToArray();
        var done = wanted.Count - missing.Length;
        progress(done);
        try
        {
            foreach (var batch in missing.Chunk(Batch))
            {
                cancel.ThrowIfCancellationRequested();
                var pictures = await Task.WhenAll(batch.Select(work => SmallAsync(work, cancel))).ConfigureAwait(false);
                var vectors = see(pictures);
                var dimensions = vectors.Length / batch.Length;
                for (var i = 0; i < batch.Length; i++)
                    known[batch[i].Number] = vectors[(i * dimensions)..((i + 1) * dimensions)];
                progress(done += batch.Length);
                if (done % KeptEvery < Batch)
                    Write(known);
            }
        }
        finally
        {
            if (missing.Length > 0)
                Write(known);
        }
        return [.. wanted.SelectMany(work => known[work.Number])];
    }

    private async Task<Picture> SmallAsync(Work work, CancellationToken cancel)
    {
        var key = SmallCopies.Key(work.Small, SmallCopies.Largest, "jpg");
        var stream = await works.OpenAsync(key, cancel).ConfigureAwait(false)
            ?? throw new GalleryException($"The small copy {key} of work {work.Number} is missing in '{folder.Public}': take it from a backup.");
        await using var opened = stream.ConfigureAwait(false);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancel).ConfigureAwait(false);
        return PictureReader.Decode(bytes);
    }

    private Dictionary<int, float[]> Read()
    {
        if (!File.Exists(_path))
            return [];
        using var scope = TensorScope.Open();
        using var file = SafeTensorsFile.Open(_path);
        var (numbers, vectors) = (file.Read("numbers").ToArray<int>(), file.Read("vectors").ToFloats());
        var dimensions = numbers.Length == 0 ? 0 : vectors.Length / numbers.Length;
        return numbers.Index().ToDictionary(static one => one.Item, one => vectors[(one.Index * dimensions)..((one.Index + 1) * dimensions)]);
    }

    private void Write(Dictionary<int, float[]> known)
    {
        if (known.Count == 0)
            return;
        using var scope = TensorScope.Open();
        var numbers = known.Keys.Order().ToArray();
        SafeTensorsWriter.Write(_path, [
            SafeTensors.Item("numbers", Tensor.From(numbers, numbers.Length)),
            SafeTensors.Item("vectors", Tensor.From([.. numbers.SelectMany(number => known[number])], numbers.Length, known[numbers[0]].Length))]);
    }

    private static string HashOf(string network)
    {
        using var file = File.OpenRead(network);
        return Convert.ToHexStringLower(SHA256.HashData(file))[..16];
    }
}
