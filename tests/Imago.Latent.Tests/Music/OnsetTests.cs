using Imago.Latent.Music;
using static Imago.Latent.Tests.Music.Sounds;

namespace Imago.Latent.Tests.Music;

public sealed class OnsetTests
{
    public static TheoryData<string> Known => ["clicks", "bursts", "abrupt bursts", "high bursts", "kicks", "hats"];

    [Theory]
    [MemberData(nameof(Known))]
    public void Every_onset_is_found_within_25_ms_and_none_invented(string kind) => AssertFound(Make(kind));

    [Theory]
    [MemberData(nameof(Known))]
    public void Also_under_steady_noise(string kind) => AssertFound(Make(kind).Plus(Noise(8, 0.01)), noise: true);

    [Theory]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(16_000)]
    [InlineData(8_000)]
    public void At_every_sample_rate(int rate)
    {
        var samples = new float[8 * rate];
        foreach (var time in Times)
            for (var i = 0; i < rate / 4; i++)
                samples[(int)(time * rate) + i] = (float)(0.8 * Math.Exp(-i / (0.05 * rate)) * Math.Sin(2 * Math.PI * 150 * i / rate));
        AssertTimes(MusicAnalysis.Of(samples, rate, 30, 240).Onsets);
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(1, 0.9)]
    [InlineData(2, 0.5)]
    [InlineData(4, 0.3)]
    public void A_tremolo_is_no_onset(double hertz, double depth)
    {
        double Swell(double t) => 1 + (depth * Math.Sin(2 * Math.PI * hertz * t));
        var noise = Noise(20, 0.1);
        foreach (var sound in new[] { Of(20, t => 0.3 * Swell(t) * Math.Sin(2 * Math.PI * 440 * t)), [.. noise.Select((x, i) => x * (float)Swell((double)i / Rate))] })
            Assert.All(Onsets(sound), onset => Assert.InRange(onset.Seconds, 0, 0.02)); // that it begins is one
    }

    [Fact]
    public void Three_minutes_of_noise_or_of_a_tone_have_none_but_their_beginning()
    {
        foreach (var sound in new[] { Noise(180, 0.1), Tone(440, 180), Of(180, t => 0.4 * Math.Sin((2 * Math.PI * 440 * t) + (3 * Math.Sin(2 * Math.PI * 5 * t)))) })
            Assert.InRange(Assert.Single(Onsets(sound)).Seconds, 0, 0.02);
    }

    [Fact]
    public void A_new_note_of_the_same_loudness_is_an_onset()
    {
        var phase = 0.0;
        var melody = Of(4, t => 0.4 * Math.Sin(phase += 2 * Math.PI * new[] { 220, 277, 330, 440 }[(int)t] / Rate));
        Assert.Equal([0, 1, 2, 3], Onsets(melody).Select(o => Math.Round(o.Seconds, 1)));
    }

    [Fact]
    public void Louder_onsets_are_stronger()
    {
        var sound = At([1, 3], 4, Kick).Plus([.. At([2], 4, Kick).Select(x => x / 8)]);
        var onsets = Onsets(sound);
        Assert.Equal(3, onsets.Count);
        Assert.All(onsets, o => Assert.InRange(o.Strength, 0, 1));
        Assert.True(onsets[1].Strength < onsets[0].Strength * 0.75 && onsets[0].Strength > 0.9, string.Join(", ", onsets));
        Assert.Equal(onsets[0].Strength, onsets[2].Strength, 0.02);
    }

    [Fact]
    public void The_pulse_jumps_at_the_frame_of_an_onset_and_halves_in_its_time()
    {
        var music = MusicAnalysis.Of(At([1], 4, Click), Rate, 50, 200, pulseHalfLife: 0.2);
        var onset = Assert.Single(music.Onsets);
        var frame = (int)Math.Round(onset.Seconds * 50);
        Assert.InRange(frame, 49, 51);
        Assert.All(music.OnsetPulse[..frame], pulse => Assert.Equal(0, pulse));
        for (var i = 0; i < 50; i++)
            Assert.Equal(onset.Strength * Math.Pow(0.5, i / 10.0), music.OnsetPulse[frame + i], 1e-4);
    }

    [Fact]
    public void A_shorter_piece_begins_again_with_its_onsets_and_a_longer_one_is_cut()
    {
        var piece = At([0.25, 1], 1.5, Kick);
        var times = MusicAnalysis.Of(piece, Rate, 30, 180).Onsets.Select(o => o.Seconds).ToArray();
        Assert.Equal(8, times.Length);
        for (var i = 0; i < 8; i++)
            Assert.Equal((i / 2 * 1.5) + (i % 2 == 0 ? 0.25 : 1), times[i], 0.025);
        Assert.Single(MusicAnalysis.Of(piece, Rate, 30, 25).Onsets);
    }

    private static float[] Make(string kind) => At(Times, 8, kind switch
    {
        "clicks" => Click, "bursts" => Burst(440), "abrupt bursts" => AbruptBurst(440), "high bursts" => Burst(3000), "kicks" => Kick, _ => Hat,
    });

    private static IReadOnlyList<Onset> Onsets(float[] samples) => MusicAnalysis.Of(samples, Rate, 30, samples.Length * 30 / Rate).Onsets;

    private static void AssertFound(float[] samples, bool noise = false) => AssertTimes(Onsets(samples), noise);

    // Noise begins to sound, too: at the film's beginning.
    private static void AssertTimes(IReadOnlyList<Onset> onsets, bool noise = false)
    {
        var found = onsets.Select(o => o.Seconds).Where(t => !noise || t > 0.02).ToArray();
        Assert.True(found.Length == Times.Length && found.Zip(Times).All(pair => Math.Abs(pair.First - pair.Second) <= 0.025),
            $"found {string.Join(" ", found)}, expected {string.Join(" ", Times)}");
    }
}
