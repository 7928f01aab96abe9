using System.Text.Json.Nodes;
using Imago.Networks;
using Imago.Torch;
using Imago.Torch.Nn;
using Imago.Training;
using Imago.Training.Augment;
using Imago.Training.Loss;
using Xunit.Sdk;

namespace Imago.Reference.Tests.Handlers;

/// <summary>
/// One training iteration, phase by phase, with the product's own loss, accumulation, optimiser and average. Each phase starts from the
/// state that the case stores before it, and each optimiser step from the stored gradients: a first step of Adam is about
/// lr · sign(gradient), so a run of our own would turn rounding into whole steps.
/// </summary>
internal sealed class TrainStepHandler : IDisposable
{
    private readonly FixtureCase _one;
    private readonly Generator _generator;
    private readonly Discriminator _discriminator;
    private readonly StyleGan2Loss _loss;
    private readonly Adam _generatorAdam, _discriminatorAdam;
    private readonly StepDraws _draws;
    private readonly RandomGenerator _random = new(0);

    private TrainStepHandler(FixtureCase one)
    {
        var options = one.Options.Only(
            "id", "G_reg_interval", "D_reg_interval", "pl_batch_shrink", "pl_decay", "pl_weight", "G_opt", "D_opt", "style_mixing_prob", "noise_mode",
            "augment_kwargs", "augment_p", "G_kwargs", "D_kwargs", "batch_gpu", "r1_gamma", "phases", "ema");
        if (options.Number("style_mixing_prob", 0) != 0)
            throw new NotSupportedException("the case mixes styles, but gives no cut-offs.");
        _one = one;
        _generator = new Generator(OfficialOptions.Generator(options.Part("G_kwargs")), _random);
        _discriminator = new Discriminator(OfficialOptions.Discriminator(options.Part("D_kwargs")), _random);
        one.Load(_generator, "G.");
        one.Load(_discriminator, "D.");
        var pipe = options["augment_kwargs"] is JsonObject arguments
            ? new AugmentPipe(AugmentHandlers.ReadOptions(arguments)) { P = options.Number("augment_p", 0) }
            : null;
        _loss = new StyleGan2Loss(_generator, _discriminator, pipe, new LossOptions
        {
            R1Gamma = options.Number("r1_gamma", 0),
            PathLengthWeight = options.Number("pl_weight", 2),
            PathLengthDecay = options.Number("pl_decay", 0.01),
            PathLengthShrink = options.Whole("pl_batch_shrink", 2),
            StyleMixing = 0,
        });
        _loss.PathLengthMean.CopyFrom(one.In("pl_mean"));
        _generatorAdam = Optimiser(_generator, options.Part("G_opt"), options.Whole("G_reg_interval", 0));
        _discriminatorAdam = Optimiser(_discriminator, options.Part("D_opt"), options.Whole("D_reg_interval", 0));
        _draws = new StepDraws(one, NetworkHandlers.NoiseOf(options), _random);
    }

    public static void Run(FixtureCase one)
    {
        using var step = new TrainStepHandler(one);
        foreach (var phase in one.Options["phases"]!.AsArray())
            step.Phase(phase!.GetValue<string>());
        step.Moments("G", step._generatorAdam);
        step.Moments("D", step._discriminatorAdam);
        if (one.Options["ema"] is JsonObject ema)
            step.Average(ema);
    }

    public void Dispose()
    {
        foreach (var part in new IDisposable[] { _generator, _discriminator, _loss, _generatorAdam, _discriminatorAdam, _random })
            part.Dispose();
    }

    private void Phase(string phase)
    {
        var trainsGenerator = phase[0] == 'G';
        _generator.Record(trainsGenerator);
        _discriminator.Record(!trainsGenerator);
        var (net, adam) = trainsGenerator ? ("G", _generatorAdam) : ("D", _discriminatorAdam);
        var gradients = new GradientAccumulator(adam);
        var (batch, round) = (_one.In($"{phase}.gen_z").Size(0), _one.Options.Whole("batch_gpu", 0));
        for (var start = 0; start < batch; start += round)
            Round(phase, start / round, name => _one.InOrNull(name)?.Slice(0, start, start + round), gradients);

        var parameters = adam.Parameters;
        var sums = gradients.Take();
        for (var i = 0; i < parameters.Count; i++)
            _one.Check($"{phase}.grad.{net}.{parameters[i].Key}", sums[i]);

        var before = parameters.Select(entry => entry.Value.Value.Detach().Clone()).ToArray();
        adam.Step(parameters.Select(entry => _one.Expected($"{phase}.grad.{net}.{entry.Key}")).ToArray());
        for (var i = 0; i < parameters.Count; i++)
        {
            var name = $"{phase}.param.{net}.{parameters[i].Key}";
            _one.Check(name, parameters[i].Value.Value);
            CheckStep(name, parameters[i].Value.Value, before[i]);
        }
        _one.Check($"{phase}.buf.G.mapping.w_avg", _generator.Mapping.WAvg!);

        // What the next phase starts from.
        using var none = Autograd.NoGrad();
        foreach (var (name, parameter) in parameters)
            parameter.Value.CopyFrom(_one.Expected($"{phase}.param.{net}.{name}"));
        _generator.Mapping.WAvg!.CopyFrom(_one.Expected($"{phase}.buf.G.mapping.w_avg"));
    }

    private void Round(string phase, int round, Func<string, Tensor?> part, GradientAccumulator gradients)
    {
        _draws.Enter(phase, round);
        var (z, c) = (part($"{phase}.gen_z")!, part($"{phase}.gen_c"));
        var measures = phase switch
        {
            "Gmain" => _loss.GeneratorMain(z, c, _draws, gradients),
            "Greg" => _loss.GeneratorRegularisation(z, c, _one.Options.Whole("G_reg_interval", 0), _draws, gradients),
            "Dmain" => _loss.DiscriminatorMain(part("real_img")!, part("real_c"), z, c, _draws, gradients),
            "Dreg" => _loss.DiscriminatorRegularisation(part("real_img")!, part("real_c"), _one.Options.Whole("D_reg_interval", 0), _draws, gradients),
            _ => throw new NotSupportedException($"a phase '{phase}', which Imago does not have."),
        };
        foreach (var (name, values) in measures.Values.Where(entry => !entry.Key.StartsWith("Loss/signs/", StringComparison.Ordinal)))
        {
            var output = $"{phase}.r{round}.{Official(name)}";
            // The numbers of the pictures; where the batch is arranged as [N, 1] does not matter.
            _one.Check(output, Tensor.From(values, _one.Expected(output).Shape));
        }
    }

    private void Moments(string net, Adam adam)
    {
        foreach (var (name, _, second) in adam.Moments())
            _one.Check($"adam.{net}.exp_avg_sq.{name}", second);
    }

    private void Average(JsonObject ema)
    {
        ema.Only("ema_kimg", "ema_rampup", "cur_nimg", "batch_size");
        var beta = MovingAverage.Beta(ema.Number("ema_kimg", 0), ema.Number("ema_rampup"), ema.Whole("cur_nimg", 0), ema.Whole("batch_size", 0));
        _one.Check("ema_beta", Tensor.Scalar(beta, ScalarType.Float64));
        using var average = new Generator(_generator.Options, _random);
        _one.Load(average, "G_ema.");
        MovingAverage.Update(average, _generator, beta);
        var trained = _generator.State().ToDictionary();
        foreach (var (name, value) in average.State().Where(entry => _one.Expects($"ema.{entry.Key}")))
        {
            _one.Check($"ema.{name}", value.Value);
            CheckStep($"ema.{name}", value.Value, _one.Weight($"G_ema.{name}"), trained[name].Value);
        }
    }

    /// <summary>
    /// The step itself: it is small beside the largest weights, whose rounding sets the tolerance of the case. Ours may differ by a
    /// ten-thousandth of the largest step, and by two units in the last place of the numbers that it is made of.
    /// </summary>
    private void CheckStep(string output, Tensor after, params Tensor[] from)
    {
        var (ours, theirs, made) = (after.Detach().ToFloats(), _one.Expected(output).ToFloats(), Array.ConvertAll(from, tensor => tensor.Detach().ToFloats()));
        var start = made[0];
        var largest = start.Zip(theirs, (a, b) => Math.Abs((double)b - a)).Max();
        for (var i = 0; i < ours.Length; i++)
        {
            var size = made.Max(numbers => Math.Abs(numbers[i]));
            var unit = MathF.BitIncrement(size) - size;
            if (!(Math.Abs((double)ours[i] - theirs[i]) <= (1e-4 * largest) + (2.0 * unit)))
                throw new XunitException($"{output}: the step of element {i} is {(double)ours[i] - start[i]:g9}, expected {(double)theirs[i] - start[i]:g9}.");
        }
    }

    private static Adam Optimiser(Module module, JsonObject options, int interval)
    {
        options.Only("lr", "betas", "eps");
        var betas = options["betas"]!.AsArray();
        var plain = new AdamOptions(options.Number("lr", 0), betas[0]!.GetValue<double>(), betas[1]!.GetValue<double>(), options.Number("eps", 0));
        return new Adam(module.NamedParameters(), plain.ForLazyRegularisation(interval));
    }

    private static string Official(string name) => name switch
    {
        "Loss/scores/fake" => "scores_fake",
        "Loss/scores/real" => "scores_real",
        "Loss/G/loss" => "G_loss",
        "Loss/G/reg" => "G_reg",
        "Loss/D/loss" => "D_loss",
        "Loss/D/reg" => "D_reg",
        _ => name["Loss/".Length..],
    };

    /// <summary>The case's random choices: no mixing, given noise, given augmentations.</summary>
    private sealed class StepDraws(FixtureCase one, Noise noise, RandomGenerator random) : LossDraws(random)
    {
        private string _prefix = "";
        private string _phase = "";
        private int _round, _augmentations;

        public override Noise Noise => noise;

        /// <summary>Every batch that is augmented has its own numbers.</summary>
        public override IAugmentDraws Augment => new GivenDraws(one, $"{_prefix}aug{_augmentations++}.");

        public void Enter(string phase, int round) => (_phase, _round, _augmentations, _prefix) = (phase, round, 0, $"{phase}.r{round}.");

        public override Tensor Latents(long count, long zDim) => throw new NotSupportedException("the case gives no second latents.");

        // The cases store noise of deviation 1 / √(H·W), and expect what follows when the loss divides it by √(H·W) as it does with any noise.
        public override Tensor PathLengthNoise(long[] shape) =>
            one.In($"{_phase}.pl_noise").Slice(0, _round * shape[0], (_round + 1) * shape[0]).AssertShape(shape);
    }
}
