using Imago.Latent;
using Imago.Latent.Bending;
using Imago.Latent.Directions;
using Imago.Latent.Units;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Studio.Keeps;
using Imago.Studio.Networks;
using Imago.Torch;

namespace Imago.Studio.Explorer;

/// <summary>What a page has to know of a network.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Fingerprint">Which it is.</param>
/// <param name="Options">What defines it.</param>
/// <param name="Layers">Its convolutions.</param>
/// <param name="Classes">The names of its classes, or their numbers; empty for a network without labels.</param>
/// <param name="CoarseSide">The side of its coarse pictures; null where it has none.</param>
public sealed record NetworkFacts(string Name, string Fingerprint, GeneratorOptions Options, IReadOnlyList<SynthesisLayerInfo> Layers, IReadOnlyList<string> Classes, int? CoarseSide);

/// <summary>A network that is open: only one thread at a time uses it.</summary>
internal sealed class OpenNetwork : IDisposable
{
    // Below this a coarse picture shows nothing.
    private const int LeastSide = 32;

    private readonly Dictionary<(string Order, long Seed), IReadOnlyList<Unit>> _deaths = [];
    private readonly Dictionary<string, (DateTime Written, DirectionSet Directions)> _directions = [];

    /// <summary>Reads a network, to be computed as fast as this machine can.</summary>
    /// <exception cref="NetworkException">It holds none that Imago knows, or is damaged.</exception>
    public OpenNetwork(NetworkEntry entry, KeepShelf keeps)
    {
        Stamp = StampOf(entry.Path);
        var device = TorchLibrary.BestDevice;
        var precision = device.IsCuda ? Precision.Float16 : FusedLayers.Kind(ScalarType.BFloat16) is null ? Precision.Float32 : Precision.BFloat16;
        Renderer = new(NetworkFile.Read(entry.Path, NetworkParts.Generator), device, precision);
        Points = new(Renderer, keeps);
        var options = Renderer.Options;
        var coarse = Renderer.Generator.Synthesis.CoarseResolutions.Where(side => side <= options.ImgResolution / 4 && side >= LeastSide).Cast<int?>().LastOrDefault();
        Facts = new(entry.Name, Renderer.Fingerprint, options, Renderer.Generator.Synthesis.Layers, [.. Enumerable.Range(0, options.CDim).Select(number => Renderer.Classes?[number] ?? number.ToString(System.Globalization.CultureInfo.InvariantCulture))], coarse);
    }

    /// <summary>Makes pictures.</summary>
    public Renderer Renderer { get; }

    /// <summary>Finds points.</summary>
    public LatentPoints Points { get; }

    /// <summary>What pages know of it.</summary>
    public NetworkFacts Facts { get; }

    /// <summary>The file as it was when it was read.</summary>
    public (DateTime Written, long Length) Stamp { get; }

    /// <summary>A file's time and length; null where it is not there.</summary>
    public static (DateTime Written, long Length) StampOf(string path) => new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;

    /// <summary>All units in the order in which they die.</summary>
    private IReadOnlyList<Unit> DyingUnits(Death death)
    {
        if (!_deaths.TryGetValue((death.Order, death.Seed), out var units))
        {
            if (_deaths.Count > 8)
                _deaths.Clear();
            _deaths[(death.Order, death.Seed)] = units = death.Ordered(Facts.Layers);
        }
        return units;
    }

    /// <summary>What a view does to it: see <see cref="ViewBends"/>.</summary>
    /// <exception cref="StudioException">It has no such layer or unit.</exception>
    public IReadOnlyList<Bend> Bends(ExplorerView view) => ViewBends.Of(view, Facts.Layers, view.Death is { } death ? DyingUnits(death) : []);

    /// <summary>Directions of this network in a file.</summary>
    /// <exception cref="LatentException">They are another network's, or none.</exception>
    public DirectionSet Directions(string path)
    {
        var written = StampOf(path).Written;
        if (!_directions.TryGetValue(path, out var known) || known.Written != written)
            _directions[path] = known = (written, DirectionFile.Read(path, Renderer.Options, Renderer.Fingerprint));
        return known.Directions;
    }

    /// <summary>Closes it.</summary>
    public void Dispose() => Renderer.Dispose();
}
