using System.Diagnostics;
using Imago.Imaging;
using Imago.Imaging.Films;
using Imago.Latent.Music;

namespace Imago.Latent.Tests.Music;

// How a film follows its music. Frames here are flat colours; a walk would take its next step from the same numbers.
public sealed class MusicFilmExample
{
    [Fact]
    public void A_film_flashes_with_its_drum()
    {
        var folder = Directory.CreateTempSubdirectory("imago-music-");
        try
        {
            var music = Path.Combine(folder.FullName, "drum.wav");
            double[] beats = [0.5, 1.25, 2];
            WriteWave(music, Sounds.At(beats, 3, Sounds.Kick));

            var options = new FilmOptions { Width = 64, Height = 64, FramesPerSecond = 30, Sound = new(music, FadeSeconds: 0.5) };
            var frames = 90;
            var heard = MusicAnalysis.Of(Sound.Decode(music, 22_050), 22_050, options.FramesPerSecond, frames);

            using var film = FilmWriter.Create(Path.Combine(folder.FullName, "drum.mp4"), options);
            for (var i = 0; i < frames; i++)
                film.Write(Flat((byte)(20 + (200 * heard.OnsetPulse[i]))));
            var path = film.Finish();

            var brightness = Brightness(path);
            Assert.Equal(frames, brightness.Length);
            foreach (var beat in beats.Select(seconds => (int)Math.Round(seconds * 30)))
                Assert.True(brightness[(beat - 2)..(beat + 3)].Max() > 150 && brightness[beat - 4] < 60, string.Join(" ", brightness));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Picture Flat(byte value) => new(64, 64, 1, [.. Enumerable.Repeat(value, 64 * 64)]);

    // 16-bit PCM, as every program reads it.
    private static void WriteWave(string path, float[] samples)
    {
        using var file = new BinaryWriter(File.Create(path));
        file.Write("RIFF"u8);
        file.Write(36 + (samples.Length * 2));
        file.Write("WAVEfmt "u8);
        file.Write(16);
        file.Write((short)1); // PCM
        file.Write((short)1); // channel
        file.Write(Sounds.Rate);
        file.Write(Sounds.Rate * 2);
        file.Write((short)2);
        file.Write((short)16);
        file.Write("data"u8);
        file.Write(samples.Length * 2);
        foreach (var sample in samples)
            file.Write((short)(sample * 32_767));
    }

    // The first pixel of every frame.
    private static byte[] Brightness(string film)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-i", film, "-vf", "format=gray,crop=1:1", "-f", "rawvideo", "-"]) { RedirectStandardOutput = true })!;
        using var bytes = new MemoryStream();
        ffmpeg.StandardOutput.BaseStream.CopyTo(bytes);
        ffmpeg.WaitForExit();
        return bytes.ToArray();
    }
}
