using System.Globalization;
using Imago.Imaging;

namespace Imago.Latent.Directions;

/// <summary>A labelled picture of each direction of a file, to look through and give names.</summary>
public static class DirectionStrips
{
    /// <summary>The strengths that are shown.</summary>
    public static IReadOnlyList<double> Strengths { get; } = [-3, -2, -1, 0, 1, 2, 3];

    /// <summary>Writes <c>direction00.png</c>, <c>direction01.png</c>, …: a row a latent, a column a strength.</summary>
    /// <param name="renderer">The network.</param>
    /// <param name="directions">Its directions.</param>
    /// <param name="rows">The pictures that are moved.</param>
    /// <param name="folder">Made where it does not exist; files of the same names are replaced.</param>
    /// <param name="progress">Told how many of how many pictures are computed.</param>
    /// <param name="cancel">Looked at between pictures; strips that are complete stay.</param>
    /// <returns>The files.</returns>
    /// <exception cref="ArgumentException">A request does not fit the network, or the folder is a file.</exception>
    /// <exception cref="LatentException">See <see cref="Renderer"/>.</exception>
    /// <exception cref="PictureException">A picture cannot be written.</exception>
    public static IReadOnlyList<string> Write(
        Renderer renderer, DirectionSet directions, IReadOnlyList<RenderRequest> rows, string folder, Action<double, double>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(directions);
        ArgumentNullException.ThrowIfNull(rows);
        OutputFolder.Make(folder);
        var (each, files) = (rows.Count * Strengths.Count, new List<string>());
        for (var number = 0; number < directions.Count; number++)
        {
            var done = number * each;
            var sheet = new DirectionMove(directions, [new(number, 1)]).Sheet(
                renderer, rows, Strengths, Title(directions, number), one => progress?.Invoke(done + one, each * directions.Count), cancel);
            files.Add(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"direction{number:00}.png")));
            PictureWriter.Save(files[^1], sheet);
        }
        return files;
    }

    /// <summary>Numbers of layers as they are given: <c>0-3, 5</c>.</summary>
    public static string Words(IReadOnlyList<int> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var runs = new List<(int From, int To)>();
        foreach (var layer in layers)
            if (runs.Count > 0 && runs[^1].To == layer - 1)
                runs[^1] = (runs[^1].From, layer);
            else
                runs.Add((layer, layer));
        return string.Join(", ", runs.Select(static run => run.From == run.To ? $"{run.From}" : $"{run.From}-{run.To}"));
    }

    private static string Title(DirectionSet directions, int number)
    {
        var name = directions.Names[number] is { Length: > 0 } given ? $" ({given})" : "";
        return $"direction {number}{name}, {(directions.Method == DirectionMethod.Pca ? "pca" : "sefa")}, layers {Words(directions.Layers)}";
    }
}
