using System.Runtime.InteropServices;
using Imago.Gallery;
using Imago.Gallery.Hanging;
using Imago.Gallery.Learning;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Cli.Commands.Gallery;

/// <summary>
/// What a gallery was hung by, kept for <c>imago gallery learn</c> in <c>private/pool/hung-by.safetensors</c>: the vectors of the works that hang (<c>numbers</c>, <c>vectors</c>) and, under the name of
/// each wall, that of its query.
/// </summary>
internal static class HungBy
{
    /// <summary>Writes it.</summary>
    /// <param name="gallery">The gallery.</param>
    /// <param name="ranking">What the ranker said.</param>
    /// <param name="walls">The walls of its columns.</param>
    /// <param name="hung">The works that hang.</param>
    internal static void Write(GalleryFolder gallery, Ranking ranking, IReadOnlyList<string> walls, IReadOnlySet<int> hung)
    {
        using var scope = TensorScope.Open();
        var kept = ranking.Works.Index().Where(one => hung.Contains(one.Item)).ToArray();
        SafeTensorsWriter.Write(PathIn(gallery), [
            SafeTensors.Item("numbers", Tensor.From([.. kept.Select(static one => one.Item)], kept.Length)),
            SafeTensors.Item("vectors", Tensor.From([.. kept.SelectMany(one => Row(ranking.Vectors, one.Index))], kept.Length, ranking.Dimensions)),
            .. walls.Select((wall, i) => SafeTensors.Item(wall, Tensor.From(Row(ranking.Queries, i), ranking.Dimensions)))]);

        float[] Row(float[] rows, int row) => rows[(row * ranking.Dimensions)..((row + 1) * ranking.Dimensions)];
    }

    /// <summary>Reads it, without libtorch: the server on which a gallery learns has none.</summary>
    /// <exception cref="GalleryException">It is not there.</exception>
    /// <exception cref="SafeTensorsException">It is no such file.</exception>
    internal static Features Read(GalleryFolder gallery)
    {
        if (!File.Exists(PathIn(gallery)))
            throw new GalleryException($"'{PathIn(gallery)}' is not there, which says by what the gallery was hung: hang it by `imago gallery hang {gallery.Path}`.");
        using var file = SafeTensorsFile.Open(PathIn(gallery));
        var (numbers, vectors) = (Read<int>("numbers", "I32"), Read<float>("vectors", "F32"));
        var dimensions = numbers.Length == 0 ? 0 : vectors.Length / numbers.Length;
        return new(dimensions, numbers.Index().ToDictionary(static one => one.Item, one => vectors[(one.Index * dimensions)..((one.Index + 1) * dimensions)]),
            file.Entries.Keys.Where(static name => name.Contains('/', StringComparison.Ordinal)).ToDictionary(static name => name, name => Read<float>(name, "F32")));

        T[] Read<T>(string name, string type) where T : struct => file.Entry(name).Dtype is var found && found == type
            ? MemoryMarshal.Cast<byte, T>(file.Bytes(name).ToArray()).ToArray()
            : throw new SafeTensorsException($"'{file.Path}' has '{name}' as {found}, expected {type}: hang the gallery anew by `imago gallery hang {gallery.Path}`.");
    }

    private static string PathIn(GalleryFolder gallery) => Path.Combine(gallery.Pool, "hung-by.safetensors");
}
