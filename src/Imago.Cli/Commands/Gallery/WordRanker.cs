using Imago.Gallery.Hanging;
using Imago.Imaging;
using Imago.Latent.Labels;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Cli.Commands.Gallery;

/// <summary>Words of labelled pictures, told by regression from what the network's own discriminator sees. It needs no weights of others, and knows no more than the labels.</summary>
internal sealed class WordRanker : IRanker
{
    private const int Batch = 16, Fewest = 5;

    private readonly Network _network;
    private readonly DiscriminatorFeatures _features;
    private readonly LabelRanker _ranker;

    /// <exception cref="UsageException">The network has no discriminator, or the labels suit no wall.</exception>
    internal WordRanker(string path, Device device, string labels, IReadOnlyList<RoomPlan> rooms, Action<int, int> progress, CancellationToken cancel)
    {
        var labelled = LabelFile.Read(labels);
        var named = rooms.SelectMany(static room => room.Walls.Select(wall => (Name: $"{room.Slug}/{wall.Slug}", Wall: wall))).ToList();
        Unknown = [.. named.Where(one => labelled.Count(picture => one.Wall.Words.Any(picture.Words.Contains)) < Fewest).Select(static one => one.Name)];
        var known = named.Where(one => !Unknown.Contains(one.Name)).ToList();
        if (known.Count == 0)
            throw new UsageException($"{labels} has fewer than {Fewest} pictures for every wall: write words of its labels behind 'words:' in {RoomsFile.Name}.");
        _network = NetworkFile.Read(path, NetworkParts.Discriminator);
        try
        {
            Network = path;
            _features = new(_network.Discriminator ?? throw new UsageException($"{path} has no discriminator, by whose eyes labels are learnt: name a network with one, or give --clip."), device);
            List<float> seen = [];
            foreach (var batch in labelled.Chunk(Batch))
            {
                cancel.ThrowIfCancellationRequested();
                seen.AddRange(_features.Of([.. batch.AsParallel().AsOrdered().Select(static one => PictureReader.Decode(one.File))]));
                progress(seen.Count / _features.Dimensions, labelled.Count);
            }
            _ranker = LabelRanker.Learn([.. seen], labelled, [.. known.Select(static one => one.Wall.Words)]);
        }
        catch
        {
            _network.Dispose();
            throw;
        }
        var areas = _ranker.Areas.OfType<double>().DefaultIfEmpty(double.NaN).Average();
        Words = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"words of {labelled.Count:N0} labelled pictures by ridge regression from the features of the discriminator of {path} (no text-image network; mean area under the curve {areas:0.00} on every fifth picture, 0.5 is guessing)");
    }

    public string Words { get; }

    public string Network { get; }

    public IReadOnlyList<string> Unknown { get; }

    public float[] See(IReadOnlyList<Picture> pictures) => _features.Of(pictures);

    public Ranking Rank(IReadOnlyList<int> works, float[] vectors, IReadOnlyList<WallPlan> walls) =>
        new(works, _ranker.Scores(vectors, own: true), LabelRanker.Vectors(vectors, works.Count), _features.Dimensions) { Queries = _ranker.Directions() };

    public void Dispose() => _network.Dispose();
}
