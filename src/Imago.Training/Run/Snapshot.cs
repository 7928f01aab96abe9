using System.Runtime.InteropServices;
using System.Text.Json;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Formats;
using Imago.Torch.Nn;
using Imago.Training.Augment;
using Imago.Training.Data;

namespace Imago.Training.Run;

/// <summary>
/// Writing a training down so that it continues bit for bit. The network file holds the moving average and the discriminator, the
/// state the rest: generator, moments, mean path length, ADA, random generator, place in the data. The network is written first; a
/// state names the progress of its network, so that a kill between the two is noticed.
/// </summary>
internal static class Snapshot
{
    private const string Format = "imago.training/1";
    private const string GeneratorPrefix = "G.", GeneratorMoments = "adam.G.", DiscriminatorMoments = "adam.D.";

    /// <summary>What is not a tensor.</summary>
    private sealed record Scalars(TrainingProgress Progress, long GeneratorSteps, long DiscriminatorSteps, AdaState Ada, ulong SamplerRng, long SamplerPosition,
        IReadOnlyDictionary<string, StatisticsTable.Sums> Statistics);

    internal static void Write(Trainer trainer, SamplerState sampler, RunFolder run, TrainingRecord record)
    {
        var nimg = trainer.Progress.Nimg;
        NetworkFile.Write(run.Network(nimg), trainer.Average, trainer.Discriminator, record with { Kimg = nimg / 1000.0 });

        var items = trainer.Generator.State().Select(entry => SafeTensors.Item(GeneratorPrefix + entry.Key, entry.Value.Value))
            .Concat(Moments(trainer.GeneratorAdam, GeneratorMoments))
            .Concat(Moments(trainer.DiscriminatorAdam, DiscriminatorMoments))
            .Append(SafeTensors.Item("pl_mean", trainer.Loss.PathLengthMean))
            .Concat(trainer.Generators.Select(one => SafeTensors.Item(one.Name, one.Generator.SaveState())))
            .Append(new SafeTensorsItem("sampler.order", "I32", [sampler.Order.Length], MemoryMarshal.AsBytes<int>(sampler.Order).ToArray()));
        var scalars = new Scalars(
            trainer.Progress, trainer.GeneratorAdam.Steps, trainer.DiscriminatorAdam.Steps,
            trainer.Ada.State, sampler.Rng, sampler.Position, trainer.Statistics.State);
        SafeTensorsWriter.Write(run.State(nimg), items.ToList(), new Dictionary<string, string>
        {
            ["format"] = Format,
            ["scalars"] = JsonSerializer.Serialize(scalars),
        });
        run.DropOldStates(nimg);
    }

    /// <summary>Restores the newest snapshot whose two files are whole and belong together; null where there is none yet.</summary>
    /// <param name="trainer">What is restored.</param>
    /// <param name="run">Where the snapshots lie.</param>
    /// <param name="notice">Takes a sentence for each snapshot that had to be passed over.</param>
    /// <returns>The place in the data.</returns>
    /// <exception cref="TrainingException">There are snapshots, but none can be read: to begin again from nothing would not be to go on.</exception>
    internal static SamplerState? Restore(Trainer trainer, RunFolder run, Action<string> notice)
    {
        string? passedOver = null;
        foreach (var (network, state) in run.Snapshots())
        {
            try
            {
                return Restore(trainer, network, state);
            }
            catch (Exception e) when (e is SafeTensorsException or NetworkException or JsonException or DatasetException or IOException or InvalidDataException)
            {
                passedOver = $"{Path.GetFileName(state)} cannot be continued from ({e.Message.TrimEnd('.')})";
                notice($"{passedOver}: the snapshot before it is taken.");
            }
        }
        return passedOver is null ? null : throw new TrainingException(
            $"{run.Path}: {passedOver}, and there is no other snapshot: begin a new run with --resume and one of its networks.");
    }

    private static SamplerState Restore(Trainer trainer, string network, string state)
    {
        using var stateFile = SafeTensorsFile.Open(state);
        using var networkFile = SafeTensorsFile.Open(network);
        if (stateFile.Metadata.GetValueOrDefault("format") is var format && format != Format)
            throw new InvalidDataException($"its format is {format ?? "not said"}, expected {Format}");
        var scalars = JsonSerializer.Deserialize<Scalars>(stateFile.Metadata.GetValueOrDefault("scalars", "null"))
            ?? throw new InvalidDataException("it does not say how far the training was");
        var record = JsonSerializer.Deserialize<TrainingRecord>(networkFile.Metadata.GetValueOrDefault("training", "null"));
        return record?.Kimg == scalars.Progress.Nimg / 1000.0
            ? Restore(trainer, stateFile, networkFile, scalars)
            : throw new InvalidDataException($"it is of kimg {scalars.Progress.Nimg / 1000.0}, its network of {record?.Kimg}");
    }

    private static SamplerState Restore(Trainer trainer, SafeTensorsFile state, SafeTensorsFile network, Scalars scalars)
    {
        NetworkFile.Load(network, "", trainer.Average);
        NetworkFile.Load(network, "D.", trainer.Discriminator);
        NetworkFile.Load(state, GeneratorPrefix, trainer.Generator);
        LoadMoments(trainer.GeneratorAdam, GeneratorMoments, state);
        LoadMoments(trainer.DiscriminatorAdam, DiscriminatorMoments, state);
        (trainer.GeneratorAdam.Steps, trainer.DiscriminatorAdam.Steps) = (scalars.GeneratorSteps, scalars.DiscriminatorSteps);
        using (var scope = TensorScope.Open())
            trainer.Loss.PathLengthMean.CopyFrom(state.Read("pl_mean"));
        foreach (var (name, generator) in trainer.Generators)
            generator.RestoreState(state.Bytes(name).ToArray());
        trainer.Restore(scalars.Ada);
        trainer.Progress = scalars.Progress;
        trainer.Statistics.State = scalars.Statistics;
        return new SamplerState(scalars.SamplerRng, scalars.SamplerPosition, MemoryMarshal.Cast<byte, int>(state.Bytes("sampler.order").ToArray()).ToArray());
    }

    private static IEnumerable<SafeTensorsItem> Moments(Adam adam, string prefix) => adam.Moments().SelectMany(moment => new[]
    {
        SafeTensors.Item($"{prefix}m.{moment.Name}", moment.FirstMoment),
        SafeTensors.Item($"{prefix}v.{moment.Name}", moment.SecondMoment),
    });

    private static void LoadMoments(Adam adam, string prefix, SafeTensorsFile file)
    {
        foreach (var (name, first, second) in adam.Moments())
        {
            using var scope = TensorScope.Open();
            first.CopyFrom(file.Read($"{prefix}m.{name}"));
            second.CopyFrom(file.Read($"{prefix}v.{name}"));
        }
    }
}
