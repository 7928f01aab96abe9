using Imago.Latent.Music;

namespace Imago.Latent.Walks;

/// <summary>What music does to a walk besides its speed: it moves ws away from where the walk is, and lets them come back.</summary>
internal sealed class Dance
{
    private readonly List<(IReadOnlyList<int> Layers, IReadOnlyList<float> Curve, float[] Step)> _moves = [];
    private readonly int _wDim;

    /// <exception cref="ArgumentException">The walk goes in Z, which has no layers, or the music is not as long as the film.</exception>
    internal Dance(Renderer renderer, WalkOptions options)
    {
        var music = options.Music!;
        _wDim = renderer.Options.WDim;
        if (options.Space == LatentSpace.Z && music.Reactions.Any(static one => one.Layers is not null))
            throw new ArgumentException("Music moves layers of w, and this walk goes in z: walk in w (--space w), or let the music drive the speed alone (--react speed=loudness).");
        var frames = Films.Film.FramesOf(options.Seconds, options.FramesPerSecond);
        if (music.Music.Loudness.Length != frames)
            throw new ArgumentException($"The music was listened to for {music.Music.Loudness.Length} frames, and the film has {frames}: listen to it for as many.");
        foreach (var (index, reaction) in music.Reactions.Where(static one => one.Layers is not null).Index())
        {
            // From the mean to a random w: as large as what makes one face another.
            RenderRequest request = new() { Latent = LatentCode.OfSeed(music.Seed + index, renderer.Options.ZDim), Class = options.Class ?? (renderer.Options.CDim > 0 ? 0 : null) };
            var (there, mean) = (renderer.ToW(request).Values, renderer.ToW(request with { TruncationPsi = 0 }).Values);
            _moves.Add((reaction.Layers!, music.Curve(reaction.Feature), [.. there[.._wDim].Zip(mean, (to, from) => (float)reaction.Strength * (to - from))]));
        }
    }

    /// <summary>w at a frame, with all that the music moves.</summary>
    internal LatentCode Move(LatentCode w, int frame)
    {
        if (_moves.Count == 0)
            return w;
        var values = (float[])w.Values.Clone();
        foreach (var (layers, curve, step) in _moves)
            foreach (var layer in layers)
                for (var d = 0; d < _wDim; d++)
                    values[(layer * _wDim) + d] += curve[frame] * step[d];
        return w with { Values = values };
    }
}
