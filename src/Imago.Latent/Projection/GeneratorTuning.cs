using Imago.Networks;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Latent.Projection;

/// <summary>
/// Pivotal tuning (Roich et al. 2021, arXiv:2106.05744): the latent stays, and the synthesis network learns that its picture is the target. So that the network stays itself, each step
/// also looks at a point beside it, at the distance of w's spread towards a random w, whose picture is to be what the untuned network makes of it.
/// <code>loss = d(G(w), target) + λ · d(G(w'), G₀(w')),   d(a, b) = distance(a, b) + mean (a - b)²</code>
/// </summary>
internal static class GeneratorTuning
{
    /// <summary>Tunes a generator in place.</summary>
    /// <param name="generator">What is tuned: its synthesis network.</param>
    /// <param name="untuned">What it was before.</param>
    /// <param name="device">Where both lie.</param>
    /// <param name="ws">[1, numWs, wDim].</param>
    /// <param name="target">[1, channels, R, R] of -1 to 1.</param>
    /// <param name="distance">What near means.</param>
    /// <param name="options">How it tunes.</param>
    /// <param name="told">Told of every step.</param>
    /// <param name="cancel">Stops between steps.</param>
    /// <returns>How many steps were taken.</returns>
    public static int Run(
        Generator generator, Generator untuned, Device device, Tensor ws, Tensor target, IPictureDistance distance, TuningOptions options, Action<ProjectionStep>? told, CancellationToken cancel)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator((ulong)options.Seed, device);
        var round = new Surroundings(WStatistics.Of(untuned, options.Class, device), ws, random);
        var goal = Without(() => distance.Features(target));
        using var adam = new Adam(generator.Synthesis.NamedParameters(), new AdamOptions(options.LearningRate, 0.9, 0.999));
        generator.Synthesis.Record(true);
        try
        {
            var step = 0;
            for (; step < options.Steps && !cancel.IsCancellationRequested; step++)
            {
                using var one = TensorScope.Open();
                var image = generator.Synthesis.Forward(ws);
                var (apart, loss) = Loss(TargetPicture.Seen(image), target, goal);
                told?.Invoke(new ProjectionStep(step + 1, apart.ToScalar(), image));
                if (options.Locality > 0)
                {
                    var beside = round.Draw();
                    var before = Without(() => (Tensor[])[untuned.Synthesis.Forward(beside)])[0];
                    loss = loss.Add(Loss(generator.Synthesis.Forward(beside), before, Without(() => distance.Features(before))).Loss.Mul(options.Locality));
                }
                var weights = adam.Parameters.Select(static entry => entry.Value.Value).ToArray();
                adam.Step([.. Autograd.Grad([loss], weights).Zip(weights, static (gradient, weight) => gradient ?? Tensor.ZerosLike(weight))]);
            }
            return step;
        }
        finally
        {
            generator.Synthesis.Record(false);
        }

        (Tensor Apart, Tensor Loss) Loss(Tensor image, Tensor wanted, Tensor[] features)
        {
            var apart = distance.Between(distance.Features(image), features).Sum();
            return (apart, apart.Add(image.Sub(wanted).Square().Mean()));
        }
    }

    private static Tensor[] Without(Func<Tensor[]> derivatives)
    {
        using var none = Autograd.NoGrad();
        return derivatives();
    }

    /// <summary>Points round a latent.</summary>
    private sealed class Surroundings(WStatistics statistics, Tensor pivot, RandomGenerator random)
    {
        /// <summary>One at the distance of w's spread from the latent, towards a random w: [1, numWs, wDim].</summary>
        public Tensor Draw()
        {
            using var scope = TensorScope.Open();
            var index = Tensor.RandInt(0, statistics.Samples.Size(0), [1], random);
            var way = statistics.Samples.IndexSelect(0, index).Unsqueeze(1).Sub(pivot); // [1, numWs, wDim]
            var length = way.Square().Sum([2], keepDims: true).Sqrt();
            return scope.Keep(pivot.Add(way.Mul(statistics.Sigma).Div(length)));
        }
    }
}
