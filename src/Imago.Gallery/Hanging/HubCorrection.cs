namespace Imago.Gallery.Hanging;

/// <summary>
/// Some pictures answer every query, and some queries suit every picture. Each query's scores are brought to mean 0 and deviation 1 over the pictures; then each picture's
/// mean over the bank of all queries is taken away, so that what is left is what it says to one query more than to others (after Bogolin et al. 2022, "Cross Modal Retrieval
/// with Querybank Normalisation", arXiv:2112.12777, by a subtraction in place of the inverted softmax).
/// </summary>
internal static class HubCorrection
{
    private const double Floor = 1e-12, Percentile = 0.95;

    /// <summary>Corrects scores.</summary>
    /// <param name="scores">[pictures, queries]; as they come from the ranker.</param>
    /// <param name="queries">How many queries.</param>
    /// <returns>The same shape.</returns>
    public static float[] Apply(ReadOnlySpan<float> scores, int queries)
    {
        var pictures = scores.Length / queries;
        var (sum, squares) = (new double[queries], new double[queries]);
        for (var i = 0; i < scores.Length; i++)
            sum[i % queries] += scores[i];
        for (var i = 0; i < scores.Length; i++)
            squares[i % queries] += Math.Pow(scores[i] - (sum[i % queries] / pictures), 2);
        var corrected = new float[scores.Length];
        for (var picture = 0; picture < pictures; picture++)
        {
            var (row, mean) = (picture * queries, 0.0);
            for (var query = 0; query < queries; query++)
            {
                var deviation = Math.Sqrt(squares[query] / pictures);
                corrected[row + query] = deviation < Floor ? 0 : (float)((scores[row + query] - (sum[query] / pictures)) / deviation);
                mean += corrected[row + query] / queries;
            }
            for (var query = 0; query < queries; query++)
                corrected[row + query] -= (float)mean;
        }
        return corrected;
    }

    /// <summary>Whether a picture answers a query hardly better than others: its score is not above the 95th percentile of its scores over the bank.</summary>
    /// <param name="corrected">The picture's row of <see cref="Apply"/>.</param>
    /// <param name="query">The query.</param>
    public static bool IsNear(ReadOnlySpan<float> corrected, int query)
    {
        var sorted = corrected.ToArray();
        Array.Sort(sorted);
        var at = Percentile * (sorted.Length - 1);
        var (below, part) = ((int)at, at - Math.Floor(at));
        var percentile = below + 1 < sorted.Length ? sorted[below] + (part * (sorted[below + 1] - sorted[below])) : sorted[below];
        return corrected[query] <= percentile;
    }
}
