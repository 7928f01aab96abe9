using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Imago.Networks;
using Imago.Torch;
using Imago.Torch.Nn;
using Imago.Training.Augment;
using Imago.Training.Loss;

namespace Imago.Training.Run;

/// <summary>
/// Everything that changes while a network is trained, and nothing else: what <see cref="Snapshot"/> stores and restores, so that a
/// training continues bit for bit.
/// </summary>
internal sealed class Trainer : IDisposable
{
    private readonly AdaOptions _ada;

    /// <param name="options">What is trained.</param>
    /// <param name="group">The processes that train it together, all of them with the same options; null for one.</param>
    internal Trainer(TrainingOptions options, ProcessGroup? group = null)
    {
        Group = group ?? ProcessGroup.Alone;
        Device = Device.Parse(options.Device);
        using (var weights = new RandomGenerator((ulong)options.Seed))
        {
            Generator = new Generator(options.Generator, weights);
            Discriminator = new Discriminator(options.Discriminator, weights);
            Average = new Generator(options.Generator, weights);
        }
        MovingAverage.Update(Average, Generator, beta: 0);
        foreach (var module in new Module[] { Generator, Discriminator, Average })
            module.MoveTo(Device);
        Generator.Synthesis.Precision = Average.Synthesis.Precision = Discriminator.Precision = options.Precision;

        Random = new RandomGenerator((ulong)options.Seed + 1, Device);
        Choices = Device.IsCuda ? new RandomGenerator((ulong)options.Seed + 2) : Random;
        Augment = options.Aug == AugmentMode.Off ? null : new AugmentPipe(AugmentOptions.Preset(options.AugPipe));
        _ada = new AdaOptions { Mode = options.Aug, InitialP = options.P, Target = options.Target, SpeedKimg = options.AdaKimg };
        Ada = new AdaController(_ada);
        Loss = new StyleGan2Loss(Generator, Discriminator, Augment, new LossOptions
        {
            R1Gamma = options.Gamma,
            PathLengthWeight = options.PathLengthWeight,
            StyleMixing = options.StyleMixing,
        }, Group);
        GeneratorAdam = Optimiser(Generator, options.GeneratorRate, options.PathLengthWeight > 0 ? options.GeneratorRegInterval : 0);
        DiscriminatorAdam = Optimiser(Discriminator, options.DiscriminatorRate, options.DiscriminatorRegInterval);
    }

    internal Device Device { get; }

    /// <summary>The processes that train together; not owned.</summary>
    internal ProcessGroup Group { get; }

    internal Generator Generator { get; }

    internal Generator Average { get; }

    internal Discriminator Discriminator { get; }

    internal Adam GeneratorAdam { get; }

    internal Adam DiscriminatorAdam { get; }

    internal StyleGan2Loss Loss { get; }

    internal AugmentPipe? Augment { get; }

    /// <summary>Steers how strongly pictures are augmented.</summary>
    internal AdaController Ada { get; private set; }

    /// <summary>Behind latents and noise.</summary>
    internal RandomGenerator Random { get; }

    /// <summary>Behind mixing, augmentation and the choice of labels: always on the CPU, where it is the same as <see cref="Random"/> if that is there too.</summary>
    internal RandomGenerator Choices { get; }

    /// <summary>Each random generator once, under the name that snapshots give it.</summary>
    internal IEnumerable<(string Name, RandomGenerator Generator)> Generators => Choices == Random ? [("random", Random)] : [("random", Random), ("choices", Choices)];

    internal TrainingProgress Progress { get; set; } = new();

    /// <summary>What the loss measured since the tick began, but for <see cref="Unread"/>.</summary>
    internal StatisticsTable Statistics { get; } = new();

    /// <summary>What was measured in each batch that nobody has looked at yet.</summary>
    internal List<IReadOnlyList<Measures>> Unread { get; } = [];

    /// <summary>Reads what is unread, which waits for a GPU: adds it to the statistics of the tick, all processes' together, and shows ADA the signs.</summary>
    internal void ReadMeasures()
    {
        foreach (var batch in Unread)
        {
            var seen = new StatisticsTable();
            foreach (var measures in batch)
                seen.Add(measures);
            seen.SumOver(Group);
            Statistics.Add(seen);
            if (seen.State.TryGetValue("Loss/signs/real", out var signs))
                Ada.Observe(signs.Sum, signs.Num);
        }
        Unread.Clear();
    }

    /// <summary>What is not a finite number: a measure of the loss, or a weight that the last step spoilt; null where all is well.</summary>
    internal string? FindNonsense()
    {
        if (Statistics.FirstNonsense() is var (measure, mean))
            return $"{measure} became {mean}";
        using var none = Autograd.NoGrad();
        foreach (var (prefix, module) in new (string, Module)[] { ("G", Generator), ("D", Discriminator) })
            foreach (var (name, weight) in module.State())
            {
                using var scope = TensorScope.Open();
                if (!double.IsFinite(weight.Value.Sum().ToScalar()))
                    return $"the weights {prefix}.{name} are no numbers any more";
            }
        return null;
    }

    /// <summary>Tells this state from any other: of weights, random numbers and progress. Processes that train together must begin with the same.</summary>
    internal byte[] Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, weight) in Generator.State().Concat(Discriminator.State()))
        {
            using var scope = TensorScope.Open();
            hash.AppendData(MemoryMarshal.AsBytes<float>(weight.Value.ToFloats()));
        }
        foreach (var (_, generator) in Generators)
            hash.AppendData(generator.SaveState());
        hash.AppendData(BitConverter.GetBytes(Progress.Nimg));
        return hash.GetHashAndReset();
    }

    /// <summary>Puts ADA back to where it was.</summary>
    internal void Restore(AdaState state) => Ada = new AdaController(_ada, state);

    public void Dispose()
    {
        foreach (var measures in Unread.SelectMany(static batch => batch))
            measures.Dispose();
        foreach (var part in new IDisposable[] { Generator, Average, Discriminator, GeneratorAdam, DiscriminatorAdam, Loss }.Concat(Generators.Select(static one => one.Generator)))
            part.Dispose();
    }

    private static Adam Optimiser(Module module, double rate, int regularisedEvery)
    {
        var options = new AdamOptions(rate);
        return new Adam(module.NamedParameters(), regularisedEvery > 0 ? options.ForLazyRegularisation(regularisedEvery) : options);
    }
}

/// <summary>How far a training is.</summary>
internal sealed record TrainingProgress
{
    /// <summary>Real pictures shown.</summary>
    public long Nimg { get; init; }

    /// <summary>Batches done; decides which phases are due.</summary>
    public long Batches { get; init; }

    /// <summary>Ticks done.</summary>
    public int Ticks { get; init; }

    /// <summary>Real pictures shown when the tick under way began.</summary>
    public long TickStart { get; init; }

    /// <summary>Seconds of training so far.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds of training when the tick under way began.</summary>
    public double TickStartSeconds { get; init; }

    /// <summary>Whether a tick has just ended.</summary>
    [JsonIgnore] public bool AtTick => Ticks > 0 && Nimg == TickStart;
}
