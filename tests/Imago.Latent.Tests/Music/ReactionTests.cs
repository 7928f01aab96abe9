using Imago.Latent.Music;
using Imago.Latent.Walks;

namespace Imago.Latent.Tests.Music;

public sealed class ReactionTests : LeakCheck
{
    private static readonly float[] s_silence = new float[20];

    private static MusicReaction Heard(string reactions, float[]? loudness = null, float[]? low = null, float[]? high = null)
    {
        using var renderer = Some.Renderer();
        return new(new(loudness ?? s_silence, low ?? s_silence, s_silence, high ?? s_silence, [], s_silence), Reaction.Parse(reactions, renderer.Options), 100);
    }

    private static LatentCode[] Keys => [LatentCode.OfSeed(1, 24), LatentCode.OfSeed(2, 24)];

    private static readonly WalkOptions s_two = new() { Seconds = 2, FramesPerSecond = 10, Kind = WalkKind.Linear };

    [Fact]
    public void Targets_features_and_strengths_are_read()
    {
        using var renderer = Some.Renderer();
        Assert.Equal(
            ["speed Loudness 0.5", "0,1,2,3 Low 0.4", "4,5 Mid 0.4", "0,1,2,3,4,5 Onsets 0.3"], // 16 px have no fine layers
            Reaction.Parse(Reaction.Default, renderer.Options).Select(Words));
        Assert.Equal(["0,1,5 High -2", "3 Mid 0.5"], Reaction.Parse("0-1+5=high:-2, 3=mid", renderer.Options).Select(Words));
        static string Words(Reaction one) => FormattableString.Invariant($"{(one.Layers is null ? "speed" : string.Join(",", one.Layers))} {one.Feature} {one.Strength}");
    }

    [Theory]
    [InlineData("coarse", "'coarse' cannot be read")]
    [InlineData("coarse=", "cannot be read")]
    [InlineData("coarse=bass", "features: loudness, low, mid, high, onsets")]
    [InlineData("coarse=0", "cannot be read")]
    [InlineData("coarse=low:much", "cannot be read")]
    [InlineData("speed=low:2", "by 0 to 1")]
    [InlineData("9=low", "has the ws 0 to 5")]
    public void Anything_else_is_refused_with_what_may_be_written(string text, string expected)
    {
        using var renderer = Some.Renderer();
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Reaction.Parse(text, renderer.Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_silence_a_walk_is_what_it_is_without_music()
    {
        using var renderer = Some.Renderer();
        var (plain, silent) = (Walk.Of(renderer, Keys, s_two), Walk.Of(renderer, Keys, s_two with { Music = Heard(Reaction.Default) }));
        foreach (var frame in Enumerable.Range(0, 20))
            Assert.All(plain.Cells(frame)[0].Latent.Values.Zip(silent.Cells(frame)[0].Latent.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void The_walk_is_as_fast_as_the_music_is_loud_and_still_arrives()
    {
        var loudness = Enumerable.Range(0, 20).Select(i => i < 10 ? 0.2f : 0.8f).ToArray();
        var times = Heard("speed=loudness:1", loudness).Times(closed: false);
        Assert.Equal((0, 1), (times[0], times[^1]));
        Assert.Equal(4, (times[15] - times[14]) / (times[5] - times[4]), 6);
        Assert.Equal(1, Heard("speed=loudness:0", loudness).Times(false)[1] * 19, 9);
        var half = Heard("speed=loudness:0.5", loudness).Times(false);
        Assert.Equal(1.3 / 0.7, (half[15] - half[14]) / (half[5] - half[4]), 6); // (0.5 + 0.5 · 0.8 / 0.5) : (0.5 + 0.5 · 0.2 / 0.5)
        var round = Heard("speed=loudness:1", loudness).Times(closed: true);
        Assert.Equal(1, round[19] + (round[19] - round[18]), 9);
        using var renderer = Some.Renderer();
        Assert.Equal(Walk.Of(renderer, Keys, s_two).Cells(19)[0].Latent.Values, Walk.Of(renderer, Keys, s_two with { Music = Heard("speed=loudness", loudness) }).Cells(19)[0].Latent.Values);
    }

    [Fact]
    public void A_band_moves_its_layers_in_proportion_and_no_others()
    {
        using var renderer = Some.Renderer();
        var low = Enumerable.Range(0, 20).Select(i => i is 5 ? 1f : i is 6 ? 0.5f : 0).ToArray();
        var (plain, moved) = (Walk.Of(renderer, Keys, s_two), Walk.Of(renderer, Keys, s_two with { Music = Heard("0-1=low:0.7,4=high:3", low: low) }));
        float[] By(int frame) => [.. moved.Cells(frame)[0].Latent.Values.Zip(plain.Cells(frame)[0].Latent.Values, (a, b) => a - b)];
        var request = Some.Request(100);
        var (there, mean) = (renderer.ToW(request).Values, renderer.ToW(request with { TruncationPsi = 0 }).Values);
        for (var d = 0; d < 120; d++)
        {
            Assert.Equal(d < 40 ? 0.7 * (there[d] - mean[d]) : 0, By(5)[d], 1e-5);
            Assert.Equal(By(5)[d] / 2, By(6)[d], 1e-5);
            Assert.Equal(0, By(4)[d], 1e-5);
        }
    }

    [Fact]
    public void Music_of_another_length_and_layers_in_z_are_refused()
    {
        using var renderer = Some.Renderer();
        void Refused(string expected, WalkOptions options) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Walk.Of(renderer, Keys, options)).Message, StringComparison.Ordinal);
        Refused("listened to for 20 frames, and the film has 30", s_two with { Seconds = 3, Music = Heard(Reaction.Default) });
        Refused("this walk goes in z", s_two with { Space = LatentSpace.Z, Music = Heard(Reaction.Default) });
        Assert.Equal(20, Walk.Of(renderer, Keys, s_two with { Space = LatentSpace.Z, Music = Heard("speed=low") }).Frames);
    }
}
