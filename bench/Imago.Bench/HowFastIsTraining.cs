using System.Globalization;
using Imago.Torch;
using Imago.Training;
using Imago.Training.Data;
using Imago.Training.Run;

namespace Imago.Bench;

/// <summary>
/// How long do a thousand pictures take, by size of the network, precision and threads? R1 as often as it comes, no path length
/// regularisation. Arguments: DATA.zip [BATCH [SECONDS a try]].
/// </summary>
internal static class HowFastIsTraining
{
    private static readonly (int ChannelBase, int ChannelMax)[] s_sizes = [(512, 64), (1024, 128), (2048, 256), (4096, 512), (16384, 512)];

    public static void Run(string[] arguments)
    {
        if (arguments.Length < 1)
            throw new ArgumentException("expected DATA.zip [BATCH [SECONDS]].");
        var batch = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 16;
        var time = TimeSpan.FromSeconds(arguments.Length > 2 ? double.Parse(arguments[2], CultureInfo.InvariantCulture) : 4);
        using var data = new ImageDataset(arguments[0], new() { Mirror = true });
        var all = TorchLibrary.Threads;
        Console.WriteLine($"seconds for a thousand pictures of {data.Resolution}², {batch} a step");
        Console.WriteLine($"| --cbase, --cmax | fp32, 1 thread | bf16, 1 thread | fp32, {all} threads | bf16, {all} threads |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var size in s_sizes)
        {
            double SecondsPerKimg(int threads, bool fp32)
            {
                var request = new TrainingRequest
                {
                    Data = data.Location,
                    Mirror = true,
                    Batch = batch,
                    ChannelBase = size.ChannelBase,
                    ChannelMax = size.ChannelMax,
                    Threads = threads,
                    Fp32 = fp32,
                    Device = Device.Cpu,
                };
                return TrainingSpeed.SecondsPerKimg(request.Resolve(data) with { PathLengthWeight = 0 }, data, time);
            }
            double[] cells = [SecondsPerKimg(1, true), SecondsPerKimg(1, false), SecondsPerKimg(all, true), SecondsPerKimg(all, false)];
            Console.WriteLine($"| {size.ChannelBase}, {size.ChannelMax} | {string.Join(" | ", cells.Select(static seconds => seconds.ToString("0.0", CultureInfo.InvariantCulture)))} |");
        }
    }
}
