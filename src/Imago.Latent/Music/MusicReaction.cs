namespace Imago.Latent.Music;

/// <summary>A piece of music and what follows it.</summary>
/// <param name="Music">As long as the film, at its rate.</param>
/// <param name="Reactions">What follows it.</param>
/// <param name="Seed">Of the random ws towards which layers move; the next reaction takes the next seed.</param>
public sealed record MusicReaction(MusicAnalysis Music, IReadOnlyList<Reaction> Reactions, long Seed = 0)
{
    /// <summary>The curve of a feature: 0 to 1 for each frame.</summary>
    public IReadOnlyList<float> Curve(Feature feature) => feature switch
    {
        Feature.Low => Music.Low,
        Feature.Mid => Music.Mid,
        Feature.High => Music.High,
        Feature.Onsets => Music.OnsetPulse,
        _ => Music.Loudness,
    };

    /// <summary>
    /// How far the walk is at each frame: 0 at the first, and at the last 1, or one step before it where the walk closes. Steps are as the music is: (1 - s) of the even speed, and s of it in
    /// proportion to the feature. In silence all is even.
    /// </summary>
    /// <param name="closed">Whether the frame after the last is the first.</param>
    internal double[] Times(bool closed)
    {
        var frames = Music.Loudness.Length;
        var steps = Enumerable.Repeat(1.0, frames).ToArray();
        foreach (var reaction in Reactions.Where(static one => one.Layers is null))
        {
            var curve = Curve(reaction.Feature);
            var mean = curve.Average();
            for (var i = 0; mean > 0 && i < frames; i++)
                steps[i] *= 1 - reaction.Strength + (reaction.Strength * curve[i] / mean);
        }
        // The step of frame i leads from it to the next one.
        var all = closed ? steps.Sum() : steps[..^1].Sum();
        var times = new double[frames];
        for (var i = 1; i < frames; i++)
            times[i] = times[i - 1] + (steps[i - 1] / all);
        if (!closed)
            times[^1] = 1;
        return times;
    }
}
