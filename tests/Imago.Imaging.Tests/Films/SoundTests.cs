using Imago.Imaging.Films;
using static Imago.Imaging.Tests.Films.Making;

namespace Imago.Imaging.Tests.Films;

public class SoundTests
{
    [Theory]
    [InlineData("a.mp4", "aac", 1.3)]   // begun again, twice
    [InlineData("a.webm", "opus", 1.3)]
    [InlineData("a.mp4", "aac", 30)]    // cut
    [InlineData("a.webm", "opus", 30)]
    public void Sound_is_as_long_as_the_film_and_fades_at_its_end(string name, string codec, double seconds)
    {
        using var folder = new TempFolder();
        var film = new FilmFile(Film(folder[name], 120, Small with { Sound = new(Tone(folder["tone.wav"], seconds), 1) }));
        Assert.EndsWith("64x48 120 30/1", film.ToString(), StringComparison.Ordinal);
        Assert.Equal((codec, "48000", "2"), (film.Sound("codec_name"), film.Sound("sample_rate"), film.Sound("channels")));
        Assert.Equal(4, film.Seconds, 0.022); // Opus codes 20 ms at a time

        var samples = film.Samples();
        Assert.Equal(4 * 48_000, samples.Length, 1100.0);
        for (var at = 0.1; at < 2.8; at += 0.1)
            Assert.Equal(0.3536, Rms(samples.AsSpan((int)(at * 48_000), 4800)), 0.03); // also over the seams at 1.3 and 2.6 s
        Assert.InRange(Rms(samples.AsSpan((int)(3.45 * 48_000), 4800)), 0.1, 0.25);
        Assert.InRange(Rms(samples.AsSpan((int)(3.9 * 48_000), 4700)), 0, 0.04);
    }

    [Fact]
    public void Without_a_fade_it_is_heard_to_the_end()
    {
        using var folder = new TempFolder();
        var samples = new FilmFile(Film(folder["a.mp4"], 30, Small with { Sound = new(Tone(folder["tone.wav"], 3), 0) })).Samples();
        Assert.Equal(0.3536, Rms(samples.AsSpan((int)(0.85 * 48_000), 4800)), 0.03);
    }

    [Fact]
    public void A_fade_longer_than_the_film_lasts_all_of_it()
    {
        using var folder = new TempFolder();
        var samples = new FilmFile(Film(folder["a.mp4"], 30, Small with { Sound = new(Tone(folder["tone.wav"], 3), 60) })).Samples();
        Assert.Equal(0.3536 / 2, Rms(samples.AsSpan((int)(0.45 * 48_000), 4800)), 0.03);
    }

    [Fact]
    public void A_stopped_film_s_sound_ends_with_its_picture()
    {
        using var folder = new TempFolder();
        using var film = FilmWriter.Create(folder["a.mp4"], Small with { Sound = new(Tone(folder["tone.mp3"], 9), 0.5) });
        for (var i = 0; i < 60; i++)
            film.Write(Frame(i));
        var file = new FilmFile(film.FinishStopped()!);
        Assert.Equal(2, file.Seconds, 0.001);
        Assert.InRange(Rms(file.Samples().AsSpan((int)(1.9 * 48_000), 4700)), 0, 0.04);
    }

    [Fact]
    public void The_sound_of_a_film_and_of_a_song_with_a_cover_can_be_taken()
    {
        using var folder = new TempFolder();
        var film = Film(folder["a.mp4"], 30, Small with { Sound = new(Tone(folder["tone.wav"], 1), 0) });
        PictureWriter.Save(folder["cover.png"], Frame(1));
        FilmFile.Run("ffmpeg", "-v", "error", "-i", folder["tone.wav"], "-i", folder["cover.png"], "-map", "0", "-map", "1", folder["song.mp3"]);
        foreach (var source in new[] { film, folder["song.mp3"] })
            Assert.Equal("aac", new FilmFile(Film(folder["b.mp4"], 10, Small with { Sound = new(source) })).Sound("codec_name"));
    }

    [Theory]
    [InlineData("a.gif", "A GIF has no sound: leave out 'SOUND', or end the name in .mp4 or .webm.")]
    [InlineData("a.webp", "An animated WebP has no sound: leave out 'SOUND', or end the name in .mp4 or .webm.")]
    [InlineData("frames", "A folder of frames has no sound: leave out 'SOUND', or end the name in .mp4 or .webm.")]
    public void What_holds_no_sound_says_so(string name, string sentence)
    {
        using var folder = new TempFolder();
        var e = Assert.Throws<FilmException>(() => FilmWriter.Check(folder[name], Small with { Sound = new("SOUND") }));
        Assert.Equal(sentence, e.Message);
    }

    [Fact]
    public void What_is_no_sound_is_said_before_the_first_frame()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["text.mp3"], "These are only words.\n");
        File.WriteAllText(folder["text.txt"], string.Concat(Enumerable.Repeat("These are only words.\n", 500)));
        File.WriteAllBytes(folder["empty.wav"], []);
        FilmFile.Run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "aevalsrc=0:d=0", folder["hollow.wav"]);
        Film(folder["silent.mp4"], 5, Small);
        var expected = new Dictionary<string, string>
        {
            ["none.mp3"] = "does not exist: name an audio file such as an .mp3, .wav or .flac.",
            [""] = "is a folder, not a sound: name an audio file such as an .mp3, .wav or .flac.",
            ["text.mp3"] = "is no sound that ffmpeg reads (",
            ["text.txt"] = "has no sound in it: name an audio file such as an .mp3, .wav or .flac.",
            ["empty.wav"] = "is no sound that ffmpeg reads (",
            ["hollow.wav"] = "has no sound in it: name an audio file such as an .mp3, .wav or .flac.",
            ["silent.mp4"] = "has no sound in it: name an audio file such as an .mp3, .wav or .flac.",
        };
        foreach (var (name, words) in expected)
            foreach (var ask in new Action[]
            {
                () => FilmWriter.Check(folder["a.mp4"], Small with { Sound = new(folder[name]) }),
                () => FilmWriter.Create(folder["a.mp4"], Small with { Sound = new(folder[name]) }).Dispose(),
                () => Sound.Probe(folder[name]),
                () => Sound.Decode(folder[name], 44_100),
            })
            {
                var message = Assert.Throws<FilmException>(ask).Message;
                Assert.StartsWith($"'{folder[name]}' {words}", message, StringComparison.Ordinal);
                Assert.EndsWith(": name an audio file such as an .mp3, .wav or .flac.", message, StringComparison.Ordinal);
            }
        var e = Assert.Throws<FilmException>(() => FilmWriter.Check(folder["a.mp4"], Small with { Sound = new(Tone(folder["tone.wav"], 1), -1) }));
        Assert.Equal("A fade of -1 seconds is asked for, and it lasts 0 or more: 2 is usual.", e.Message);
    }

    [Fact]
    public void Decoded_samples_are_those_of_the_file_at_the_rate_that_is_asked_for()
    {
        using var folder = new TempFolder();
        Tone(folder["tone.wav"], 20);
        Assert.Equal(20, Sound.Probe(folder["tone.wav"]), 0.001);
        foreach (var rate in new[] { 44_100, 22_050 })
        {
            var samples = Sound.Decode(folder["tone.wav"], rate);
            Assert.Equal(20 * rate, samples.Length);
            for (var i = rate; i < 19 * rate; i += 997)
                Assert.Equal(0.5 * Math.Sin(2 * Math.PI * 440 * i / rate), samples[i], 0.002);
        }
    }

    [Theory]
    [InlineData("-option.wav")]
    [InlineData("100% [a] 'b' :c;,.wav")]
    [InlineData("日本語.wav")]
    public void Names_in_any_script_are_taken(string name)
    {
        using var folder = new TempFolder();
        Tone(folder["tone.wav"], 1);
        File.Copy(folder["tone.wav"], folder[name]);
        Assert.Equal("aac", new FilmFile(Film(folder[name + ".mp4"], 10, Small with { Sound = new(folder[name]) })).Sound("codec_name"));
    }
}
