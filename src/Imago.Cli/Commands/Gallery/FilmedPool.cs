using System.Globalization;
using Imago.Gallery;
using Imago.Gallery.Works;
using Imago.Latent;
using Imago.Latent.Films;
using Imago.Latent.Walks;
using Imago.Networks;
using Imago.Torch;

namespace Imago.Cli.Commands.Gallery;

/// <summary>
/// Plans films through the latents of works that one network painted. A film goes past its pictures and not through them: each latent is moved a quarter of the way (an angle, so that the
/// distance from the middle stays) towards another one that is drawn from the pool's secret key, and the noise is that of no picture. So the frames, however many, tell where the film went and
/// not where a picture lies.
/// </summary>
internal sealed class FilmedPool
{
    private const double Aside = 0.25; // sine of the angle

    private readonly Renderer _renderer;
    private readonly Dictionary<int, (PoolFolder Pool, PoolEntry Entry)> _painted = [];

    /// <param name="folder">The gallery.</param>
    /// <param name="renderer">The network.</param>
    /// <exception cref="GalleryException">A pool's file is damaged.</exception>
    internal FilmedPool(GalleryFolder folder, Renderer renderer)
    {
        _renderer = renderer;
        foreach (var pool in PoolFolder.All(folder).Where(pool => pool.Record.Source.StartsWith($"network {renderer.Fingerprint} ", StringComparison.Ordinal)))
            foreach (var entry in pool.Entries.Where(static entry => entry.Work is not null))
                _painted[entry.Work!.Number] = (pool, entry);
    }

    /// <summary>Whether this network painted a work.</summary>
    internal bool Painted(int work) => _painted.ContainsKey(work);

    /// <summary>A loop past works, in their order.</summary>
    /// <param name="key">The film's key, which chooses its noise.</param>
    /// <param name="works">Two or more that this network painted.</param>
    /// <param name="seconds">From one to the next.</param>
    /// <param name="framesPerSecond">Of the film.</param>
    /// <exception cref="LatentException">Latents cannot be read.</exception>
    internal Film Plan(string key, IReadOnlyList<int> works, double seconds, double framesPerSecond)
    {
        var latents = works.Select(work => _painted[work]).GroupBy(static one => FileOf(one.Pool, one.Entry.Candidate)).SelectMany(file => LatentFile.Read(file.Key, _renderer.Generator))
            .DistinctBy(static one => one.Name).ToDictionary(static one => one.Name);
        return Walk.Of(_renderer, [.. works.Select(work => Past(latents[Name(work)], _painted[work]))], new()
        {
            Loop = true, Seconds = works.Count * seconds, FramesPerSecond = framesPerSecond, TruncationPsi = 1, NoiseMode = NoiseMode.Random, NoiseSeed = _painted[works[0]].Pool.Record.Keys.FilmNoise(key),
        });
    }

    // As in PoolPainter.KeepLatents.
    private static string Name(int work) => string.Create(CultureInfo.InvariantCulture, $"work {work}");

    // A file has the latents of a batch and is named by the batch's first candidate.
    private static string FileOf(PoolFolder pool, int candidate)
    {
        var goal = pool.LatentsOf(candidate);
        return Directory.EnumerateFiles(pool.Path, "*.safetensors").Where(file => string.CompareOrdinal(Path.GetFileName(file), Path.GetFileName(goal)) <= 0).Max(StringComparer.Ordinal)
            ?? throw new LatentException($"{pool.Path} holds no latents of candidate {candidate}: take them from a backup.");
    }

    private LatentCode Past(LatentCode w, (PoolFolder Pool, PoolEntry Entry) of)
    {
        var towards = _renderer.ToW(new()
        {
            Latent = new(LatentSpace.Z, of.Pool.Record.Keys.FilmZ(of.Entry.Candidate, _renderer.Options.ZDim)), TruncationPsi = of.Entry.Psi ?? 1, Class = of.Entry.Class,
        });
        using var scope = TensorScope.Open();
        var mean = _renderer.Generator.Mapping.WAvg!.To(Device.Cpu).ToFloats();
        var (here, there) = (Math.Sqrt(1 - (Aside * Aside)), Aside);
        var middle = (int i) => mean[i % mean.Length];
        return new(LatentSpace.W, [.. w.Values.Select((value, i) => (float)(middle(i) + (here * (value - middle(i))) + (there * (towards.Values[i] - middle(i)))))]);
    }
}
