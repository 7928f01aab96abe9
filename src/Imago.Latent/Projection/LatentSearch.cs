using Imago.Networks;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Latent.Projection;

/// <summary>
/// The search for a w: Adam on w from the best of a few starts on (<see cref="SearchStart"/>), with noise on w that sinks to nothing, so that it looks round before it settles. The result is the nearest point that a step has
/// measured, noise and all: what was measured is what the latent shows.
/// </summary>
internal sealed class LatentSearch(Generator generator, Device device, IPictureDistance distance, ProjectionOptions options)
{
    // Shares of all steps: the rate rises over the first, exploration ends at the second, the rate sinks over the last.
    private const double Rise = 0.05, ExplorationEnds = 0.75, Fall = 0.25;

    // Of the spread of w: how far exploration goes at the first step. StyleGAN2's projector has 0.05, with which fewer of a network's own pictures are found again in 300 steps, and paintings not
    // better (docs/benchmarks.md).
    private const double Exploration = 0.02;

    private readonly GeneratorOptions _network = generator.Options;

    /// <summary>Searches for a target [1, channels, R, R].</summary>
    public Found Run(Tensor target, Action<int>? looked, Action<ProjectionStep>? told, CancellationToken cancel)
    {
        using var scope = TensorScope.Open();
        cancel.ThrowIfCancellationRequested();
        var goal = Goal(target);
        var statistics = WStatistics.Of(generator, options.Class, device);
        var rows = options.Space == ProjectionSpace.W ? 1 : _network.NumWs;
        var start = SearchStart.Nearest(generator, statistics, options.Starts, Apart, looked, cancel); // [1, wDim]
        var w = new Parameter(start.Unsqueeze(0).Repeat(1, rows, 1)); // [1, 1 or numWs, wDim]
        using var noise = options.NoiseMaps == NoiseMaps.Optimise ? new SearchedNoise(generator.Synthesis) : null;
        using var adam = new Adam([KeyValuePair.Create("w", w), .. noise?.Parameters ?? []], new AdamOptions(options.LearningRate, 0.9, 0.999));
        using var random = new RandomGenerator((ulong)options.Seed, device);
        try
        {
            var best = new Nearest(noise);
            var step = 0;
            for (; step < options.Steps && !cancel.IsCancellationRequested; step++)
            {
                using var one = TensorScope.Open();
                var t = (double)step / options.Steps;
                var spread = Exploration * statistics.Sigma * Math.Pow(Math.Max(0, 1 - (t / ExplorationEnds)), 2);
                var point = w.Value.Add(Tensor.Randn([1, rows, _network.WDim], random).Mul(spread));
                var ws = point.Expand(1, _network.NumWs, _network.WDim);
                var image = generator.Synthesis.Forward(ws);
                var apart = Apart(image).Sum();
                var measured = apart.ToScalar();
                if (!double.IsFinite(measured))
                    throw new LatentException($"At step {step + 1} the network's picture is not finite: its weights are damaged (`imago inspect` looks at them), or the learning rate {options.LearningRate} is too high.");
                best.Take(measured, ws);
                told?.Invoke(new ProjectionStep(step + 1, measured, image));
                var loss = noise is null ? apart : apart.Add(noise.Correlation().Mul(options.NoiseWeight));
                adam.Step([.. Autograd.Grad([loss], [w.Value, .. noise?.Maps ?? []]).Select(static gradient => gradient!)], Rate(t));
                noise?.Normalise();
            }
            if (step == 0)
                cancel.ThrowIfCancellationRequested();
            best.Restore();
            return new Found(new LatentCode(LatentSpace.W, best.Ws) { Name = "the projection" }, best.Distance, step);
        }
        finally
        {
            w.Value.Dispose();
        }

        Tensor Apart(Tensor images) => distance.Between(distance.Features(TargetPicture.Seen(images)), goal); // [N]
    }

    /// <summary>The factor of the learning rate at a time from 0 to 1.</summary>
    private double Rate(double t)
    {
        var fall = Math.Min(1, (1 - t) / Fall);
        return (0.5 - (0.5 * Math.Cos(Math.PI * fall))) * Math.Min(1, (t + (1.0 / options.Steps)) / Rise);
    }

    private Tensor[] Goal(Tensor target)
    {
        using var none = Autograd.NoGrad();
        return distance.Features(target);
    }

    /// <summary>The nearest point so far, with the noise maps that belong to it.</summary>
    private sealed class Nearest(SearchedNoise? noise)
    {
        private float[][] _maps = [];

        public double Distance { get; private set; } = double.PositiveInfinity;

        /// <summary>[numWs · wDim].</summary>
        public float[] Ws { get; private set; } = [];

        public void Take(double distance, Tensor ws)
        {
            if (distance >= Distance)
                return;
            (Distance, Ws) = (distance, ws.ToFloats());
            _maps = [.. (noise?.Maps ?? []).Select(static map => map.ToFloats())];
        }

        /// <summary>Puts the maps back to where they were at that point.</summary>
        public void Restore()
        {
            using var none = Autograd.NoGrad();
            using var scope = TensorScope.Open();
            foreach (var (map, values) in (noise?.Maps ?? []).Zip(_maps))
                map.CopyFrom(Tensor.From(values, map.Shape));
        }
    }
}
