using System.Diagnostics;
using Imago.Latent.Music;
using static Imago.Latent.Tests.Music.Sounds;

namespace Imago.Latent.Tests.Music;

public sealed class MusicAnalysisTests
{
    [Theory]
    [InlineData(100, 0)]
    [InlineData(1000, 1)]
    [InlineData(6000, 2)]
    public void A_tone_is_heard_in_its_band_alone(double hertz, int band)
    {
        // It swells in a tenth of a second: switched on, a tone cracks in all bands.
        var music = MusicAnalysis.Of(Of(3, t => 0.5 * Math.Min(1, t / 0.1) * Math.Sin(2 * Math.PI * hertz * t)), Rate, 30, 90);
        for (var b = 0; b < 3; b++)
            foreach (var value in Bands(music)[b][6..])
                Assert.InRange(value, b == band ? 0.97 : 0, b == band ? 1 : 0.1);
        Assert.All(music.Loudness[6..], value => Assert.InRange(value, 0.97, 1));
    }

    [Fact]
    public void Ten_decibels_less_are_half_as_loud()
    {
        var loudness = MusicAnalysis.Of([.. Tone(500, 2), .. Tone(500, 2, 0.5 * Math.Pow(10, -0.5)), .. Tone(500, 2, 0.05)], Rate, 10, 60).Loudness;
        Assert.Equal([1, 0.5, 0.25], new[] { loudness[15], loudness[38], loudness[58] }.Select(value => Math.Round(value, 2)));
    }

    [Fact]
    public void A_bass_drum_moves_the_low_band_and_a_hat_the_high_one_however_weak_it_is_beside_it()
    {
        var music = MusicAnalysis.Of(At([1, 3], 4, Kick).Plus([.. At([2], 4, Hat).Select(x => x / 3)]), Rate, 30, 120);
        Assert.True(music.Low[31] > 0.8 && music.Low[61] < 0.2 && music.Low[91] > 0.8, $"{music.Low[31]} {music.Low[61]} {music.Low[91]}");
        Assert.True(music.High[31] < 0.4 && music.High[61] > 0.7 && music.High[91] < 0.4, $"{music.High[31]} {music.High[61]} {music.High[91]}");
    }

    [Fact]
    public void A_ramp_in_loudness_only_rises()
    {
        var music = MusicAnalysis.Of(Of(10, t => t / 10 * Math.Sin(2 * Math.PI * 700 * t)), Rate, 24, 240);
        foreach (var curve in new[] { music.Loudness, music.Mid })
        {
            Assert.InRange(curve[^1], 0.97f, 1);
            Assert.All(curve.Zip(curve[1..]), pair => Assert.True(pair.Second > pair.First));
        }
    }

    [Fact]
    public void Falls_are_slower_than_rises_so_that_a_film_does_not_flicker()
    {
        var low = MusicAnalysis.Of(At([1], 4, Burst(100)), Rate, 100, 400).Low;
        Assert.True(low[105] > 0.85 && low[95] < 0.1, $"{low[95]} {low[105]}");
        Assert.InRange(low[150], 0.25f, 0.5f); // a fifth of a second after its end, e^-1
        Assert.All(low.Zip(low[1..]), pair => Assert.True(pair.First - pair.Second < 0.06));
    }

    [Fact]
    public void Silence_gives_zeros()
    {
        foreach (var samples in new[] { new float[5 * Rate], [], [0] })
            AssertSilent(MusicAnalysis.Of(samples, Rate, 30, 90));
    }

    [Fact]
    public void Music_shorter_than_a_window_is_heard_again_and_again()
    {
        var music = MusicAnalysis.Of(Tone(441, 100.0 / Rate), Rate, 30, 30); // two periods
        Assert.All(music.Mid[6..], value => Assert.InRange(value, 0.97, 1));
        AssertNumbers(MusicAnalysis.Of([0.5f], Rate, 30, 30));
    }

    [Fact]
    public void Samples_that_are_no_numbers_are_taken_for_silence()
    {
        var broken = Tone(440, 2);
        (broken[5000], broken[9000]) = (float.NaN, float.PositiveInfinity);
        AssertNumbers(MusicAnalysis.Of(broken, Rate, 30, 60));
        AssertSilent(MusicAnalysis.Of([float.NaN, float.NaN], Rate, 30, 60));
    }

    [Fact]
    public void Where_the_sample_rate_holds_no_high_sounds_there_are_none()
    {
        var music = MusicAnalysis.Of([.. Enumerable.Range(0, 9000).Select(i => MathF.Sin(i))], 3000, 30, 90);
        Assert.All(music.High, value => Assert.Equal(0, value));
        AssertNumbers(music);
    }

    [Fact]
    public void The_same_piece_gives_the_same_numbers()
    {
        var piece = At(Times, 8, Kick).Plus(Noise(8, 0.1));
        var (first, second) = (MusicAnalysis.Of(piece, Rate, 30, 240), MusicAnalysis.Of(piece, Rate, 30, 240));
        Assert.Equal(first.Onsets, second.Onsets);
        Assert.All(Bands(first).Zip(Bands(second)), pair => Assert.Equal(pair.First, pair.Second));
    }

    [Fact]
    public void Ten_minutes_are_heard_in_seconds()
    {
        var piece = Noise(600, 0.1).Plus(Tone(110, 600));
        var watch = Stopwatch.StartNew();
        MusicAnalysis.Of(piece, Rate, 30, 18_000);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20); // about 1.5 on four cores
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MusicAnalysis.Of([0], 999, 30, 30));
        Assert.Throws<ArgumentOutOfRangeException>(() => MusicAnalysis.Of([0], Rate, 0, 30));
        Assert.Throws<ArgumentOutOfRangeException>(() => MusicAnalysis.Of([0], Rate, 30, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MusicAnalysis.Of([0], Rate, 30, 30, 0));
    }

    private static float[][] Bands(MusicAnalysis music) => [music.Low, music.Mid, music.High];

    private static void AssertSilent(MusicAnalysis music)
    {
        Assert.Empty(music.Onsets);
        Assert.All([.. Bands(music), music.Loudness, music.OnsetPulse], curve => Assert.All(curve, value => Assert.Equal(0, value)));
    }

    private static void AssertNumbers(MusicAnalysis music) =>
        Assert.All([.. Bands(music), music.Loudness, music.OnsetPulse], curve => Assert.All(curve, value => Assert.InRange(value, 0, 1)));
}
