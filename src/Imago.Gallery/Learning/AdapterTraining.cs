using Imago.Imaging;

namespace Imago.Gallery.Learning;

/// <summary>
/// Fits an <see cref="Adapter"/> to <see cref="Preferences"/>: Σ w log(1 + exp(-β (s_better - s_worse))) + λ (‖A - I‖² + ‖B - I‖²), by Adam (Kingma and Ba 2015) over all pairs at each step.
/// β is one over the deviation of the plain cosines on a wall, so that a step of one is a step that is met. The fewer the deeds, the nearer it stays to the identity.
/// </summary>
internal static class AdapterTraining
{
    /// <summary>λ.</summary>
    public const double Strength = 1000;

    private const int Steps = 200;
    private const double Rate = 0.1, Beta1 = 0.9, Beta2 = 0.99, Epsilon = 1e-8; // the rate, for each root of a dimension

    /// <summary>Fits one.</summary>
    public static Adapter Fit(Preferences preferences, long seed, CancellationToken cancel = default)
    {
        var dimensions = preferences.Features.Dimensions;
        var adapter = new Adapter(dimensions, seed);
        var scale = ScaleOf(preferences, adapter);
        var (gradient, mean, square) = (new double[adapter.Weights.Length], new double[adapter.Weights.Length], new double[adapter.Weights.Length]);
        for (var step = 1; step <= Steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            Array.Clear(gradient);
            Loss(adapter, preferences, scale, Strength, gradient);
            var rate = Rate / Math.Sqrt(dimensions) * Math.Min(1, 2 * (1 - ((double)step / (Steps + 1)))); // falls to nothing in the second half
            var weights = adapter.Weights;
            for (var i = 0; i < gradient.Length; i++)
            {
                mean[i] += (1 - Beta1) * (gradient[i] - mean[i]);
                square[i] += (1 - Beta2) * ((gradient[i] * gradient[i]) - square[i]);
                weights[i] -= rate * mean[i] / (1 - Math.Pow(Beta1, step)) / (Math.Sqrt(square[i] / (1 - Math.Pow(Beta2, step))) + Epsilon);
            }
        }
        return adapter;
    }

    /// <summary>The loss; its gradient by <see cref="Adapter.Weights"/> is added.</summary>
    public static double Loss(Adapter adapter, Preferences preferences, double scale, double strength, Span<double> gradient)
    {
        var walls = preferences.Walls.ConvertAll(wall => adapter.OfWall(wall.Vector));
        var pictures = preferences.Items.ConvertAll(item => adapter.OfPicture(item.Vector));
        var scores = preferences.Items.Select((item, i) => Vectors.Dot<double>(walls[item.Wall], pictures[i])).ToArray();
        var (loss, byScore) = (0.0, new double[scores.Length]);
        foreach (var (better, worse, weight) in preferences.Pairs)
        {
            var behind = scale * (scores[worse] - scores[better]);
            loss += weight * (Math.Max(behind, 0) + Math.Log(1 + Math.Exp(-Math.Abs(behind))));
            var slope = weight * scale / (1 + Math.Exp(-behind));
            byScore[better] -= slope;
            byScore[worse] += slope;
        }
        var byWall = walls.ConvertAll(static wall => new double[wall.Length]);
        var byPicture = new double[preferences.Features.Dimensions];
        foreach (var (i, item) in preferences.Items.Index())
        {
            Vectors.Add(byWall[item.Wall], pictures[i], byScore[i]);
            Array.Clear(byPicture);
            Vectors.Add(byPicture, walls[item.Wall], byScore[i]);
            adapter.BackPicture(item.Vector, byPicture, gradient);
        }
        foreach (var (i, wall) in preferences.Walls.Index())
            adapter.BackWall(wall.Vector, byWall[i], gradient);
        return loss + (strength * adapter.Distance(gradient, strength));
    }

    /// <summary>β: one over the deviation of an adapter's scores on a wall.</summary>
    public static double ScaleOf(Preferences preferences, Adapter adapter)
    {
        var scores = preferences.Items.Select(item => (item.Wall, Score: adapter.Score(preferences.Walls[item.Wall].Vector, item.Vector))).ToArray();
        var means = scores.GroupBy(static one => one.Wall).ToDictionary(static wall => wall.Key, static wall => wall.Average(static one => one.Score));
        var variance = scores.Sum(one => Math.Pow(one.Score - means[one.Wall], 2)) / Math.Max(1, scores.Length);
        return 1 / Math.Sqrt(Math.Max(variance, 1e-12));
    }
}
