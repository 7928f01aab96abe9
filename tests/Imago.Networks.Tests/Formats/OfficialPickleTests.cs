using Imago.Networks.Formats;
using Imago.Networks.Formats.Pickles;

namespace Imago.Networks.Tests.Formats;

/// <summary>What the arguments in a pickle say, apart from any tensor.</summary>
public sealed class OfficialPickleTests
{
    [Fact]
    public void Arguments_of_the_synthesis_that_lie_apart_are_StyleGAN2_ADAs_with_its_defaults()
    {
        var parts = OfficialPickle.Read("x.pkl", Dict(
            ("D", Network(Dict(("c_dim", 0L), ("img_resolution", 32L), ("img_channels", 3L)))),
            ("G_ema", Network(Dict(("img_resolution", 32L), ("synthesis_kwargs", Dict(("channel_base", 512L))))))));
        Assert.Equal(CheckpointKind.StyleGan2Ada, parts.Kind);
        Assert.Equal((512, 0.995, null), (parts.GeneratorEma!.Options.ChannelBase, parts.GeneratorEma.Options.WAvgBeta, parts.GeneratorEma.Options.ConvClamp));
        Assert.Null(parts.Discriminator!.Options.ConvClamp);
    }

    [Fact]
    public void Arguments_of_the_synthesis_among_the_others_are_the_StyleGAN3_repositorys_with_its_defaults()
    {
        var parts = OfficialPickle.Read("x.pkl", Dict(
            ("G", Network(Dict(("img_resolution", 32L), ("channel_base", 512L), ("conv_clamp", null)))),
            ("D", Network(Dict(("c_dim", 0L), ("img_resolution", 32L), ("img_channels", 3L)))),
            ("G_ema", Network(Dict(("img_resolution", 32L), ("channel_base", 512L))))));
        Assert.Equal(CheckpointKind.StyleGan3Repository, parts.Kind);
        Assert.Equal((512, 0.998, 256.0), (parts.GeneratorEma!.Options.ChannelBase, parts.GeneratorEma.Options.WAvgBeta, parts.GeneratorEma.Options.ConvClamp));
        Assert.Null(parts.Generator!.Options.ConvClamp);
        Assert.Equal(256, parts.Discriminator!.Options.ConvClamp);
    }

    [Theory]
    [InlineData("8x8/Conv0_up/StyleMod/weight", 2, "this is a StyleGAN network of 2018, and Imago has StyleGAN2's only")]
    [InlineData("8x8/Conv0_up/weight", 3, "it is of version 3, expected 4 or higher")]
    public void An_older_network_of_TensorFlow_is_named(string variable, long version, string why)
    {
        var storage = new PickleStorage(new PickleNumber("F32", 4), 1);
        storage.Place(new Torch.Formats.ByteSlice(new byte[4]));
        var array = new NumpyArray(new NumpyType("f4"), [1], false, storage.Bytes!.Value);
        var synthesis = new PickleObject("dnnlib.tflib.network.Network", []) { State = Dict(("variables", new PickleList([new PickleTuple([variable, array])]))) };
        var network = new PickleObject("dnnlib.tflib.network.Network", [])
        {
            State = Dict(("version", version), ("static_kwargs", Dict(("resolution", 8L))), ("components", Dict(("synthesis", synthesis)))),
        };
        Assert.Contains(why, Assert.Throws<NetworkException>(() => TensorFlowPickle.Read("x.pkl", new PickleTuple([network, null, null]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Modules_that_share_each_other_a_hundredfold_at_every_level_are_refused_at_once(bool tensorFlow)
    {
        var (inner, name) = (Dict(), tensorFlow ? "dnnlib.tflib.network.Network" : PickleGlobals.PersistentObject);
        for (var level = 0; level < (tensorFlow ? 4 : 12); level++)
        {
            var module = new PickleObject(name, []) { State = inner };
            inner = Dict((tensorFlow ? "components" : "_modules", Dict([.. Enumerable.Range(0, 100).Select(i => ($"m{i}", (object?)module))])));
        }
        inner.Entries.AddRange(Dict(("version", 4L), ("static_kwargs", Dict()), ("_init_args", new PickleTuple([])), ("_init_kwargs", Dict())).Entries);
        var network = new PickleObject(name, []) { State = inner };
        Assert.Contains("parts: it is damaged or made to do harm", Assert.Throws<NetworkException>(() =>
            tensorFlow ? TensorFlowPickle.Read("x.pkl", new PickleTuple([network, null, null])) : OfficialPickle.Read("x.pkl", Dict(("G", network)))).Message, StringComparison.Ordinal);
    }

    private static PickleObject Network(PickleDict arguments) => new(PickleGlobals.PersistentObject, []) { State = Dict(("_init_args", new PickleTuple([])), ("_init_kwargs", arguments)) };

    private static PickleDict Dict(params (string Key, object? Value)[] entries)
    {
        var dict = new PickleDict();
        foreach (var (key, value) in entries) dict.Entries.Add((key, value));
        return dict;
    }
}
