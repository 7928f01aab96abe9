using MathNet.Numerics.LinearAlgebra;

namespace Imago.Latent.Labels;

/// <summary>
/// Which pictures belong to a list of words, learnt from labelled pictures by ridge regression (Hoerl and Kennard 1970): features x, each of mean 0 and deviation 1, and y = 1 where a labelled picture
/// has one of the words, 0 elsewhere, give weights W = (XᵀX + λI)⁻¹Xᵀ(Y - mean), by which any picture's features become scores.
/// </summary>
public sealed class LabelRanker
{
    /// <summary>λ for each labelled picture: features are many and labelled pictures few.</summary>
    public const double Ridge = 0.3;

    private const int Fold = 5;

    private readonly Matrix<double> _weights;
    private readonly double[] _mean, _deviation;

    private LabelRanker(Matrix<double> weights, double[] mean, double[] deviation, double?[] areas) => (_weights, _mean, _deviation, Areas) = (weights, mean, deviation, areas);

    /// <summary>
    /// How well each list of words is told: the area under the ROC curve on every fifth labelled picture, for weights learnt from the others. 0.5 is guessing, 1 perfect; null where too few are labelled.
    /// </summary>
    public IReadOnlyList<double?> Areas { get; }

    /// <summary>Learns.</summary>
    /// <param name="features">[labelled pictures, dimensions], rows first.</param>
    /// <param name="pictures">The labelled pictures.</param>
    /// <param name="queries">Lists of words.</param>
    /// <exception cref="ArgumentException">There are no pictures or no lists.</exception>
    public static LabelRanker Learn(float[] features, IReadOnlyList<LabelledPicture> pictures, IReadOnlyList<IReadOnlyList<string>> queries)
    {
        if (pictures.Count < Fold || queries.Count == 0)
            throw new ArgumentException($"{pictures.Count} labelled pictures and {queries.Count} lists of words were given, expected {Fold} or more and one or more.");
        var (mean, deviation) = Moments(features, pictures.Count);
        var x = Standard(features, pictures.Count, mean, deviation);
        var y = Matrix<double>.Build.Dense(pictures.Count, queries.Count, (row, query) => queries[query].Any(pictures[row].Words.Contains) ? 1 : 0);
        var (kept, learnt) = (Enumerable.Range(0, pictures.Count).Where(static row => row % Fold == 0).ToArray(), Enumerable.Range(0, pictures.Count).Where(static row => row % Fold != 0).ToArray());
        var tried = Rows(x, kept) * Solve(Rows(x, learnt), Rows(y, learnt));
        var areas = Enumerable.Range(0, queries.Count).Select(query => Area(tried.Column(query), Rows(y, kept).Column(query))).ToArray();
        return new(Solve(x, y), mean, deviation, areas);
    }

    /// <summary>The scores of pictures: [N, lists of words], rows first.</summary>
    /// <param name="features">[N, dimensions], rows first.</param>
    /// <param name="own">Whether these pictures' own means and deviations are taken in place of the labelled ones': right for many pictures of another kind, such as a network's.</param>
    public float[] Scores(float[] features, bool own)
    {
        var count = features.Length / _mean.Length;
        var (mean, deviation) = own ? Moments(features, count) : (_mean, _deviation);
        return Floats(Standard(features, count, mean, deviation) * _weights);
    }

    /// <summary>The directions along which scores grow, [lists of words, dimensions], rows first: a picture's score is the product of one with its <see cref="Vectors"/>.</summary>
    public float[] Directions() => [.. _weights.ToColumnMajorArray().Select(static one => (float)one)];

    /// <summary>Vectors of mean 0 and deviation 1 in each dimension, for telling how alike pictures are.</summary>
    /// <param name="features">[N, dimensions], rows first.</param>
    /// <param name="count">N.</param>
    public static float[] Vectors(float[] features, int count)
    {
        var (mean, deviation) = Moments(features, count);
        return Floats(Standard(features, count, mean, deviation));
    }

    private static float[] Floats(Matrix<double> rows) => Array.ConvertAll(rows.ToRowMajorArray(), static one => (float)one);

    private static (double[] Mean, double[] Deviation) Moments(float[] features, int count)
    {
        var dimensions = features.Length / count;
        var (mean, deviation) = (new double[dimensions], new double[dimensions]);
        for (var i = 0; i < features.Length; i++)
            mean[i % dimensions] += (double)features[i] / count;
        for (var i = 0; i < features.Length; i++)
            deviation[i % dimensions] += Math.Pow(features[i] - mean[i % dimensions], 2) / count;
        return (mean, Array.ConvertAll(deviation, static square => square > 1e-12 ? Math.Sqrt(square) : 1));
    }

    private static Matrix<double> Standard(float[] features, int count, double[] mean, double[] deviation) =>
        Matrix<double>.Build.Dense(count, mean.Length, (row, column) => (features[(row * mean.Length) + column] - mean[column]) / deviation[column]);

    private static Matrix<double> Solve(Matrix<double> x, Matrix<double> y)
    {
        var centred = Matrix<double>.Build.DenseOfColumnVectors(y.EnumerateColumns().Select(static column => column - (column.Sum() / column.Count)));
        var normal = x.TransposeThisAndMultiply(x);
        normal.SetDiagonal(normal.Diagonal() + (Ridge * x.RowCount));
        return normal.Cholesky().Solve(x.TransposeThisAndMultiply(centred));
    }

    private static Matrix<double> Rows(Matrix<double> all, int[] rows) => Matrix<double>.Build.DenseOfRowVectors(rows.Select(all.Row));

    // The share of pairs, one with a word and one without, in which the one with it has the higher score.
    private static double? Area(Vector<double> scores, Vector<double> truth)
    {
        var (with, without) = (scores.Where((_, i) => truth[i] > 0).ToArray(), scores.Where((_, i) => truth[i] == 0).ToArray());
        return with.Length < 2 || without.Length < 2 ? null : with.Average(one => without.Average(other => one > other ? 1 : one == other ? 0.5 : 0));
    }
}
