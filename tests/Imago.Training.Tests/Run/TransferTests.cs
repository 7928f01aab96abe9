using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Nn;
using Imago.Training.Run;
using Imago.Training.Tests.Quality;

namespace Imago.Training.Tests.Run;

/// <summary><c>--resume</c>: weights by name, nothing lost silently; <c>--freezed</c>.</summary>
[Collection(nameof(Alone))]
public sealed class TransferTests : IDisposable
{
    private readonly SmallTraining _small = new();

    public void Dispose() => _small.Dispose();

    [Fact]
    public void A_network_that_fits_is_taken_whole_in_both_networks_and_the_average()
    {
        var options = _small.Resolve(_small.Request);
        using var source = Write(options, seed: 9);
        using var trainer = new Trainer(options with { Resume = source.Path });

        Assert.Null(Transfer.Begin(trainer, options with { Resume = source.Path }));

        AssertEqual(source.Trainer.Average, trainer.Generator);
        AssertEqual(source.Trainer.Average, trainer.Average);
        AssertEqual(source.Trainer.Discriminator, trainer.Discriminator);
    }

    [Fact]
    public void Eight_mapping_layers_do_not_go_into_two_unless_allowed()
    {
        var two = _small.Resolve(_small.Request);
        using var source = Write(two with { Generator = two.Generator with { MappingLayers = 8 } }, seed: 9);
        var options = two with { Resume = source.Path };

        using (var trainer = new Trainer(options))
        {
            var message = Assert.Throws<TrainingException>(() => Transfer.Begin(trainer, options)).Message;
            Assert.Contains("does not fit this training: mapping.fc2.weight, mapping.fc2.bias, mapping.fc3.weight and 9 more are dropped; ", message, StringComparison.Ordinal);
            Assert.Contains("--map-depth", message, StringComparison.Ordinal);
            Assert.Contains("--allow-partial", message, StringComparison.Ordinal);
        }
        using (var trainer = new Trainer(options))
        {
            Assert.Contains("fits only in part", Transfer.Begin(trainer, options with { AllowPartial = true }), StringComparison.Ordinal);
            AssertEqual(source.Trainer.Discriminator, trainer.Discriminator);
            AssertEqual(source.Trainer.Average.Synthesis, trainer.Generator.Synthesis);
        }
    }

    [Fact]
    public void Weights_of_another_shape_or_size_are_named()
    {
        var options = _small.Resolve(_small.Request);
        using var source = Write(_small.Resolve(_small.Request with { ChannelMax = 8 }), seed: 9);
        using var trainer = new Trainer(options);

        var message = Assert.Throws<TrainingException>(() => Transfer.Begin(trainer, options with { Resume = source.Path })).Message;

        Assert.Contains("stay random", message, StringComparison.Ordinal);
        Assert.Contains("synthesis.b4.const", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frozen_layers_stay_as_they_are_bit_for_bit_and_all_others_move()
    {
        var options = _small.Resolve(_small.Request with { FreezeD = 5, Kimg = 0.04 });
        using var source = Write(options, seed: 9);
        var run = _small.NewRun(options);
        _small.Train(options with { Resume = source.Path }, run);

        using var scope = TensorScope.Open();
        using var trained = NetworkFile.Read(run.LatestNetwork()!);
        var before = source.Trainer.Discriminator.State().ToDictionary();
        var unchanged = trained.Discriminator!.NamedParameters()
            .Where(entry => entry.Value.Value.ToFloats().AsSpan().SequenceEqual(before[entry.Key].Value.ToFloats()))
            .Select(entry => entry.Key);
        // From the picture on: fromrgb 0, conv0 1, conv1 2, skip 3, and the next block's conv0 4.
        Assert.Equal(
            ["b16.fromrgb.weight", "b16.fromrgb.bias", "b16.conv0.weight", "b16.conv0.bias", "b16.conv1.weight", "b16.conv1.bias", "b16.skip.weight", "b8.conv0.weight", "b8.conv0.bias"],
            unchanged);
    }

    private Source Write(TrainingOptions options, int seed)
    {
        var trainer = new Trainer(options with { Seed = seed });
        var path = Path.Combine(_small.Data, "..", $"source-{Guid.NewGuid():N}.safetensors");
        NetworkFile.Write(path, trainer.Average, trainer.Discriminator, new TrainingRecord());
        return new Source(trainer, path);
    }

    private static void AssertEqual(Module expected, Module met)
    {
        using var scope = TensorScope.Open();
        Assert.All(expected.State().Zip(met.State()), pair =>
        {
            Assert.Equal(pair.First.Key, pair.Second.Key);
            Assert.Equal(pair.First.Value.Value.ToFloats(), pair.Second.Value.Value.ToFloats());
        });
    }

    private sealed record Source(Trainer Trainer, string Path) : IDisposable
    {
        public void Dispose() => Trainer.Dispose();
    }
}
