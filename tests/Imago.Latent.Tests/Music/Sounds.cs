namespace Imago.Latent.Tests.Music;

// Synthetic sounds, 22,050 samples a second, of which everything is known.
internal static class Sounds
{
    public const int Rate = 22_050;

    public static readonly double[] Times = [0.5, 0.9, 1.253, 1.6, 2.0, 2.5, 3.333, 4.1, 5.005, 6.25, 7.5];

    public static float[] Of(double seconds, Func<double, double> at) => [.. Enumerable.Range(0, (int)(seconds * Rate)).Select(i => (float)at((double)i / Rate))];

    public static float[] Tone(double hertz, double seconds, double amplitude = 0.5) => Of(seconds, t => amplitude * Math.Sin(2 * Math.PI * hertz * t));

    // White, of a standard deviation.
    public static float[] Noise(double seconds, double deviation, int seed = 1)
    {
        var random = new Random(seed);
        return Of(seconds, _ => deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }

    public static float[] Plus(this float[] a, float[] b) => [.. a.Zip(b, (x, y) => x + y)];

    // A sound begun at each of the times.
    public static float[] At(IEnumerable<double> times, double seconds, float[] sound)
    {
        var all = new float[(int)(seconds * Rate)];
        foreach (var time in times)
            for (int i = 0, at = (int)(time * Rate); i < sound.Length && at + i < all.Length; i++)
                all[at + i] += sound[i];
        return all;
    }

    public static float[] Click => [0.9f];

    // With an edge of 5 ms at both ends: twice there are 50 ms from one's end to the next one's beginning.
    public static float[] Burst(double hertz) => Of(0.3, t => 0.5 * Math.Sin(2 * Math.PI * hertz * t) * Math.Min(1, Math.Min(t, 0.3 - t) / 0.005));

    // With a crackle at both ends.
    public static float[] AbruptBurst(double hertz) => Tone(hertz, 0.2);

    public static float[] Kick => Of(0.3, t => 0.8 * Math.Exp(-t / 0.05) * Math.Sin(2 * Math.PI * 80 * t));

    public static float[] Hat
    {
        get
        {
            var noise = Noise(0.1, 0.3, seed: 7);
            return [.. noise.Select((x, i) => x * (float)Math.Exp(-i / (0.02 * Rate)))];
        }
    }
}
