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
    private sealed record Scalars(TrainingProgress Progress, long GeneratorSteps, long DiscriminatorSteps, AdaState Ada, ulong SamplerRng, long SamplerPosition);

    internal static void Write(Trainer trainer, SamplerState sampler, RunFolder run, TrainingRecord record)
    {
        var nimg = trainer.Progress.Nimg;
        NetworkFile.Write(run.Network(nimg), trainer.Average, trainer.Discriminator, record with { Kimg = nimg / 1000.0 });

        var items = trainer.Generator.State().Select(entry => SafeTensors.Item(GeneratorPrefix + entry.Key, entry.Value.Value))
            .Concat(Moments(trainer.GeneratorAdam, GeneratorMoments))
            .Concat(Moments(trainer.DiscriminatorAdam, DiscriminatorMoments))
            .Append(SafeTensors.Item("pl_mean", trainer.Loss.PathLengthMean))
            .Append(SafeTensors.Item("random", trainer.Random.SaveState()))
            .Append(new SafeTensorsItem("sampler.order", "I32", [sampler.Order.Length], MemoryMarshal.AsBytes<int>(sampler.Order).ToArray()));
        var scalars = new Scalars(
            trainer.Progress, trainer.GeneratorAdam.Steps, trainer.DiscriminatorAdam.Steps,
            trainer.Ada.State, sampler.Rng, sampler.Position);
        SafeTensorsWriter.Write(run.State(nimg), items.ToList(), new Dictionary<string, string>
        {
            ["format"] = Format,
            ["scalars"] = JsonSerializer.Serialize(scalars),
        });
        run.DropOldStates();
    }

    /// <summary>Restores the newest snapshot whose two files are whole and belong together; null where there is none.</summary>
    /// <returns>The place in the data.</returns>
    internal static SamplerState? Restore(Trainer trainer, RunFolder run)
    {
        foreach (var (network, state) in run.Snapshots())
        {
            using var stateFile = SafeTensorsFile.Open(state);
            using var networkFile = SafeTensorsFile.Open(network);
            var scalars = JsonSerializer.Deserialize<Scalars>(stateFile.Metadata["scalars"])!;
            var record = JsonSerializer.Deserialize<TrainingRecord>(networkFile.Metadata["training"])!;
            if (record.Kimg == scalars.Progress.Nimg / 1000.0)
                return Restore(trainer, stateFile, networkFile, scalars);
        }
        return null;
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
        trainer.Random.RestoreState(state.Bytes("random"));
        trainer.Restore(scalars.Ada);
        trainer.Progress = scalars.Progress;
        return new SamplerState(scalars.SamplerRng, scalars.SamplerPosition, MemoryMarshal.Cast<byte, int>(state.Bytes("sampler.order")).ToArray());
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
