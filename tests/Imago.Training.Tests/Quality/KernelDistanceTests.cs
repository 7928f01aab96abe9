using Imago.Torch;
using Imago.Torch.Formats;
using Imago.Training.Quality;

namespace Imago.Training.Tests.Quality;

public class KernelDistanceTests
{
    [Fact]
    public void The_distance_is_that_of_the_published_metric_on_all_rows()
    {
        using var file = SafeTensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "Fixtures", "metric_kid_subsets.safetensors"));
        using var scope = TensorScope.Open();
        Tensor generated = file.Read("in.gen"), real = file.Read("in.real");
        var expected = file.Read("out.mmd2_unbiased_full").ToScalar();

        var distance = new KernelDistance(real.ToFloats(), (int)real.Size(1)).To(new KernelDistance(generated.ToFloats(), (int)generated.Size(1)));

        Assert.Equal(expected, distance.Value, Math.Abs(expected) * 1e-9 + 1e-12);
    }

    [Fact]
    public void The_standard_error_is_what_leaving_out_each_picture_in_turn_gives()
    {
        float[] x = Normal(1, 30 * 4, 0.2), y = Normal(2, 17 * 4, 0);
        var whole = Distance(x, y);

        var variance = LeaveOneOut(x, rows => Distance(rows, y).Value) + LeaveOneOut(y, rows => Distance(x, rows).Value);

        Assert.Equal(Math.Sqrt(variance), whole.StandardError, 1e-9);
        Assert.Equal(whole.Value, Distance(y, x).Value, 1e-12);

        static double LeaveOneOut(float[] features, Func<float[], double> distance)
        {
            var n = features.Length / 4;
            var values = Enumerable.Range(0, n).Select(i => distance([.. features[..(i * 4)], .. features[((i + 1) * 4)..]])).ToArray();
            return (n - 1.0) / n * values.Sum(v => (v - values.Average()) * (v - values.Average()));
        }
    }

    [Fact]
    public void The_interval_holds_the_truth_about_as_often_as_it_says()
    {
        // The truth: the mean over many pairs of sets (unbiased), whose own error is small beside the intervals.
        var results = Enumerable.Range(0, 200).AsParallel().Select(static i => Distance(Normal(1000 + i, 60 * 4, 0.3), Normal(5000 + i, 40 * 4, 0))).ToArray();
        var truth = results.Average(static r => r.Value);

        var held = results.Count(r => r.Low <= truth && truth <= r.High);

        Assert.InRange(held / 200.0, 0.88, 0.99);
    }

    [Fact]
    public void Sets_of_one_kind_are_at_zero_on_average_however_small()
    {
        var values = Enumerable.Range(0, 200).AsParallel().Select(static i => Distance(Normal(1000 + i, 12 * 4, 0), Normal(5000 + i, 8 * 4, 0)).Value).ToArray();
        var mean = values.Average();
        var error = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) / values.Length);

        Assert.InRange(mean, -4 * error, 4 * error);
    }

    [Fact]
    public void More_pictures_than_one_part_of_the_kernel_give_the_same_sums()
    {
        // 1,100 rows cross the edge of a part of 1,024; the plain double loop is the truth.
        float[] x = Normal(3, 1100 * 2, 0.1), y = Normal(4, 1030 * 2, 0);
        double within = 0, withinOther = 0, cross = 0;
        for (var i = 0; i < 1100; i++)
        {
            for (var j = 0; j < 1100; j++)
            {
                if (i != j) within += Kernel(x, i, x, j);
                if (j < 1030) cross += Kernel(x, i, y, j);
                if (i < 1030 && j < 1030 && i != j) withinOther += Kernel(y, i, y, j);
            }
        }

        Assert.Equal(within / (1100.0 * 1099) + withinOther / (1030.0 * 1029) - 2 * cross / (1100.0 * 1030), new KernelDistance(x, 2).To(new KernelDistance(y, 2)).Value, 1e-10);

        static double Kernel(float[] a, int i, float[] b, int j) => Math.Pow(((double)a[2 * i] * b[2 * j] + (double)a[2 * i + 1] * b[2 * j + 1]) / 2 + 1, 3);
    }

    [Fact]
    public void Too_few_rows_are_refused_with_the_numbers() =>
        Assert.Contains("8 numbers were given as features of length 4, expected 3 or more whole rows", Assert.Throws<ArgumentException>(static () => new KernelDistance(new float[8], 4)).Message, StringComparison.Ordinal);

    private static KernelDistanceResult Distance(float[] x, float[] y, int dim = 4) => new KernelDistance(x, dim).To(new KernelDistance(y, dim));

    private static float[] Normal(int seed, int count, double mean) => [.. new NumpyRandom(seed).Randn(count).Select(v => (float)(v + mean))];
}
