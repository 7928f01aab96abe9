using System.Diagnostics;
using System.Globalization;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Bench;

/// <summary>
/// How long is it from the launch of <c>imago generate</c> to its end, with one picture of 256² written? A network with random weights; the process as a whole, on
/// the clock. Several builds take turns, so that what else runs on the machine meets all of them alike.
/// Arguments: ROUNDS imago.dll [imago.dll …].
/// </summary>
internal static class HowSoonIsTheFirstPicture
{
    private static readonly int[] s_channelBases = [16384, 32768];

    public static void Run(string[] arguments)
    {
        if (arguments.Length < 2)
            throw new ArgumentException("expected ROUNDS imago.dll [imago.dll …].");
        var rounds = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("imago-start-").FullName;
        try
        {
            Console.WriteLine($"{rounds} rounds, {Environment.ProcessorCount} cores: seconds, least and median");
            Console.WriteLine("| program | cbase | precision | least | median |");
            Console.WriteLine("|---|---|---|---|---|");
            foreach (var channelBase in s_channelBases)
            {
                var network = Path.Combine(folder, $"{channelBase}.safetensors");
                Write(network, channelBase);
                foreach (var precision in (string[])["fp32", "bf16"])
                {
                    var times = arguments[1..].Select(static _ => new List<double>()).ToArray();
                    for (var round = 0; round < rounds; round++)
                        for (var i = 0; i < times.Length; i++)
                            times[i].Add(Seconds("dotnet", arguments[1 + i], "generate", "--network", network, "--seeds", "1", "--precision", precision, "--outdir", folder));
                    foreach (var (program, seconds) in arguments[1..].Zip(times))
                        Console.WriteLine(string.Create(
                            CultureInfo.InvariantCulture, $"| {program} | {channelBase} | {precision} | {seconds.Min():0.00} | {seconds.Order().ElementAt(rounds / 2):0.00} |"));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string path, int channelBase)
    {
        using var random = new RandomGenerator(1);
        using var generator = new Generator(new GeneratorOptions { ImgResolution = 256, ChannelBase = channelBase, ConvClamp = 256 }, random);
        NetworkFile.Write(path, generator, null, new TrainingRecord());
    }

    private static double Seconds(string program, params string[] words)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardOutput.ReadToEnd();
        process.StandardError.ReadToEnd(); // a few lines at most: less than a pipe holds
        process.WaitForExit();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(began).TotalSeconds : throw new InvalidOperationException($"{program} {string.Join(' ', words)} ended with {process.ExitCode}.");
    }
}
