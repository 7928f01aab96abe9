using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Networks.Ops;
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
            Assert.Contains("does not fit this training: mapping.fc2 (weight, bias), mapping.fc3 (weight, bias), mapping.fc4 (weight, bias), mapping.fc5 (weight, bias), mapping.fc6 (weight, bias), mapping.fc7 (weight, bias) are dropped; ", message, StringComparison.Ordinal);
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
        Assert.Contains("synthesis.b4 (const)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_brings_its_own_layers_unless_options_say_otherwise()
    {
        var own = _small.Resolve(_small.Request);
        using var source = Write(own with { Generator = own.Generator with { MappingLayers = 3, ChannelBase = 128, ChannelMax = 12 }, Discriminator = own.Discriminator with { ChannelBase = 128, ChannelMax = 12 } }, seed: 9);
        var bare = _small.Request with { ChannelBase = null, ChannelMax = null, Resume = source.Path };
        using var data = _small.Open();

        var options = bare.Resolve(data);
        Assert.Equal((3, 128, 12, 32), (options.Generator.MappingLayers, options.Generator.ChannelBase, options.Generator.ChannelMax, options.Generator.ZDim));
        Assert.Equal((128, 12), (options.Discriminator.ChannelBase, options.Discriminator.ChannelMax));
        using var trainer = new Trainer(options);
        Assert.Null(Transfer.Begin(trainer, options));

        Assert.Equal(5, (bare with { MapDepth = 5 }).Resolve(data).Generator.MappingLayers);
    }

    [Fact]
    public void A_table_of_channels_is_taken_over_and_goes_on_for_new_blocks()
    {
        var own = _small.Resolve(_small.Request);
        using var source = Write(own with
        {
            Generator = own.Generator with { ImgResolution = 8, BlockChannels = [6, 12] },
            Discriminator = own.Discriminator with { ImgResolution = 8, BlockChannels = [6, 12] },
        }, seed: 9);
        using var data = _small.Open();
        var options = (_small.Request with { ChannelBase = null, ChannelMax = null, Resume = source.Path }).Resolve(data);
        Assert.Equal([6, 12, 6], options.Generator.BlockChannels!);
        Assert.Equal([6, 12, 6], options.Discriminator.BlockChannels!);
    }

    [Fact]
    public void A_grown_network_begins_with_the_old_pictures_enlarged_and_learns_on()
    {
        var own = _small.Resolve(_small.Request);
        using var source = Write(own with { Generator = own.Generator with { ImgResolution = 8 }, Discriminator = own.Discriminator with { ImgResolution = 8 } }, seed: 9);
        var options = _small.Resolve(_small.Request) with { Resume = source.Path };
        using var trainer = new Trainer(options);

        var sentence = Transfer.Begin(trainer, options);

        Assert.Equal(
            $"{source.Path}: It makes pictures of 8 x 8, and the data set's 16 x 16 grow its pyramid. "
            + "New: synthesis.b16. New: D.b16. "
            + "Left out: D.b8.fromrgb (weight, bias, resample_filter).",
            sentence);
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(1);
        var z = Tensor.Randn([2, 32], random);
        var none = Autograd.NoGrad();
        var small = source.Trainer.Average.Forward(z, null, noise: Noise.Const);
        var enlarged = UpFirDn2d.Upsample2d(small, ResampleFilter.Create(ResampleFilter.Binomial));
        foreach (var grown in new[] { trainer.Generator, trainer.Average })
            Assert.Equal(0, grown.Forward(z, null, noise: Noise.Const).Sub(enlarged).ToFloats().Max(Math.Abs), 1e-5f);
        none.Dispose();

        var run = _small.NewRun(options with { Kimg = 0.04 });
        _small.Train(options with { Kimg = 0.04 }, run);
        using var trained = NetworkFile.Read(run.LatestNetwork()!);
        Assert.Equal(Path.GetFileName(source.Path), trained.Training.Parent);
        Assert.True(trained.Generator.State().First(static one => one.Key == "synthesis.b16.torgb.weight").Value.Value.ToFloats().Max(Math.Abs) > 1e-4);
    }

    [Fact]
    public void A_cut_network_makes_the_pictures_that_the_old_one_made_on_its_way()
    {
        var own = _small.Resolve(_small.Request);
        using var source = Write(own with { Generator = own.Generator with { ImgResolution = 32 }, Discriminator = own.Discriminator with { ImgResolution = 32 } }, seed: 9);
        var options = own with { Resume = source.Path };
        using var trainer = new Trainer(options);

        var sentence = Transfer.Begin(trainer, options)!;

        Assert.Contains("cut its pyramid. Left out: synthesis.b32. ", sentence, StringComparison.Ordinal);
        Assert.Contains("New: D.b16.fromrgb (weight, bias, resample_filter). Left out: D.b32.", sentence, StringComparison.Ordinal);
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        using var random = new RandomGenerator(1);
        var z = Tensor.Randn([2, 32], random);
        Tensor? before = null;
        source.Trainer.Average.Synthesis.NamedModules().Select(static one => one.Value).OfType<SynthesisBlock>().ElementAt(2).ImageTap = image => before = TensorScope.Free(image.Clone());
        source.Trainer.Average.Forward(z, null, noise: Noise.Const);
        Assert.Equal(0, trainer.Average.Forward(z, null, noise: Noise.Const).Sub(before!).ToFloats().Max(Math.Abs), 1e-5f);
        before!.Dispose();
    }

    [Theory]
    [InlineData(false, true, "It knows no labels, and the training 3 labels.", "mapping.embed (weight, bias)")]
    [InlineData(true, false, "It knows 3 labels, and the training no labels.", "D.b4.out (weight, bias)")]
    public void Labels_that_come_or_go_change_only_the_parts_that_know_them(bool before, bool after, string told, string listed)
    {
        using var source = Write(_small.Resolve(_small.Request with { Cond = before }), seed: 9);
        var options = _small.Resolve(_small.Request with { Cond = after }) with { Resume = source.Path };
        using var trainer = new Trainer(options);

        var sentence = Transfer.Begin(trainer, options)!;

        Assert.Contains(told, sentence, StringComparison.Ordinal);
        Assert.Contains(listed, sentence, StringComparison.Ordinal);
        using var scope = TensorScope.Open();
        AssertEqual(source.Trainer.Average.Synthesis, trainer.Average.Synthesis);
        if (after)
        {
            // Without having learned any label, it makes the same picture for all of them: the old one.
            using var none = Autograd.NoGrad();
            using var random = new RandomGenerator(1);
            var z = Tensor.Randn([3, 32], random);
            var c = Tensor.From<float>([1, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3);
            var (old, made) = (source.Trainer.Average.Forward(z, null, noise: Noise.Const), trainer.Average.Forward(z, c, noise: Noise.Const));
            Assert.Equal(0, made.Sub(old).ToFloats().Max(Math.Abs), 1e-4f);
        }
    }

    [Fact]
    public void Another_number_of_labels_keeps_what_does_not_depend_on_their_number()
    {
        var three = _small.Resolve(_small.Request with { Cond = true });
        using var source = Write(three with { Generator = three.Generator with { CDim = 7 }, Discriminator = three.Discriminator with { CDim = 7 } }, seed: 9);
        using var trainer = new Trainer(three with { Resume = source.Path });

        var sentence = Transfer.Begin(trainer, three with { Resume = source.Path })!;

        Assert.Equal($"{source.Path}: It knows 7 labels, and the training 3 labels. New: mapping.embed (weight). New: D.mapping.embed (weight).", sentence);
        using var scope = TensorScope.Open();
        var (old, met) = (source.Trainer.Discriminator.State().ToDictionary(), trainer.Discriminator.State().ToDictionary());
        Assert.Equal(old["b4.out.weight"].Value.ToFloats(), met["b4.out.weight"].Value.ToFloats());
    }

    [Fact]
    public void A_layer_that_is_new_is_not_frozen()
    {
        var own = _small.Resolve(_small.Request with { FreezeD = 2 });
        using var source = Write(own with { Generator = own.Generator with { ImgResolution = 8 }, Discriminator = own.Discriminator with { ImgResolution = 8 } }, seed: 9);
        using var trainer = new Trainer(own with { Resume = source.Path });
        var message = Assert.Throws<TrainingException>(() => Transfer.Begin(trainer, own with { Resume = source.Path })).Message;
        Assert.Contains("--freezed 2 would freeze b16.fromrgb.weight, b16.fromrgb.bias, b16.conv0.weight, b16.conv0.bias, which ", message, StringComparison.Ordinal);
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
