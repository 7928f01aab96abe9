using System.CommandLine;
using System.Globalization;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Training;
using Imago.Training.Augment;
using Imago.Training.Run;
using Spectre.Console;
using Device = Imago.Torch.Device;

namespace Imago.Cli.Commands.Bench;

/// <summary><c>imago bench</c>: how fast this machine generates and trains.</summary>
internal sealed class BenchCommand : ImagoCommand<BenchResult>
{
    private readonly Option<string?> network = new("--network") { Description = $"The network: {NetworkPath.Words} (default: random weights of the size below)", HelpName = "NET" };
    private readonly Option<int> resolution = new("--resolution") { Description = "Side of the pictures", HelpName = "N", DefaultValueFactory = _ => 256 };
    private readonly Option<string> cfg = new("--cfg") { Description = "Base configuration, for the sizes and the training", DefaultValueFactory = _ => "auto" };
    private readonly Option<int?> cbase = new("--cbase") { Description = "Channels of a block are this divided by its resolution (default: the configuration's)", HelpName = "N" };
    private readonly Option<int?> cmax = new("--cmax") { Description = "Most channels of a block (default: 512)", HelpName = "N" };
    private readonly Option<int?> mapDepth = new("--map-depth") { Description = "Layers of the mapping network (default: the configuration's)", HelpName = "N" };
    private readonly Option<int?> batch = new("--batch") { Description = "Pictures in a step of training (default: the configuration's)", HelpName = "N" };
    private readonly Option<int> repeat = new("--repeat") { Description = "How often everything is timed; the median counts", HelpName = "N", DefaultValueFactory = _ => 5 };
    private readonly Option<int?> threads = new("--threads") { Description = "Threads within one operator (default: one a core)", HelpName = "N" };
    private readonly Option<bool> noTraining = new("--no-training") { Description = "Time the generation alone" };

    public BenchCommand()
        : base("bench", "Measure how fast this machine generates and trains, beside what it can do at all", "imago bench --resolution 256 --no-training")
    {
        cfg.AcceptOnlyFromAmong([.. BaseConfig.Names]);
        foreach (var option in (Option[])[network, resolution, cfg, cbase, cmax, mapDepth, batch, repeat, threads, noTraining]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<BenchResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var (times, side) = (arguments.GetValue(repeat), arguments.GetValue(resolution));
        if (times < 1) throw new UsageException($"--repeat is {times}, expected 1 or more.");
        if (side is < 8 or > 2048 || !int.IsPow2(side)) throw new UsageException($"--resolution is {side}, expected a power of two from 8 to 2048.");
        if (arguments.GetValue(threads) is { } count) TorchLibrary.Threads = count >= 1 ? count : throw new UsageException($"--threads is {count}, expected 1 or more.");
        var path = arguments.GetValue(network) is { } name ? await NetworkPath.FindAsync(name, session, cancel).ConfigureAwait(false) : null;
        var request = new TrainingRequest
        {
            Data = "random pictures", Cfg = arguments.GetRequiredValue(cfg), ChannelBase = arguments.GetValue(cbase), ChannelMax = arguments.GetValue(cmax), MapDepth = arguments.GetValue(mapDepth),
            Batch = arguments.GetValue(batch), Resume = path, Threads = TorchLibrary.Threads, Device = Device.Cpu, Aug = AugmentMode.Fixed, P = 0.3,
        };
        return await session.WithProgressAsync("Measuring", "steps", meter =>
        {
            void Next(string what)
            {
                cancel.ThrowIfCancellationRequested();
                meter.Begin(what);
            }
            var described = path is null ? null : NetworkFile.Describe(path).Generator;
            var options = request.Resolve(new PictureShape(described?.ImgResolution ?? side, described?.ImgChannels ?? 3, 0, 1000, HasLabels: false));
            Next("The machine's own peak");
            var machine = MachinePeak.Measure(times, cancel);
            var generation = new List<GenerationTime>();
            using (var generator = Generator(path, options))
            {
                generator.Training = false;
                generator.Record(false);
                foreach (var precision in (string[])["fp32", "bf16"])
                    foreach (var pictures in (int[])[1, 4])
                    {
                        Next($"Generating, {precision}, {pictures} at once");
                        generation.Add(GenerationBench.Measure(generator, precision, pictures, precision == "bf16" ? machine.ConvolutionBf16 : machine.ConvolutionFp32, times, cancel));
                    }
            }
            TrainingTime? training = null;
            if (!arguments.GetValue(noTraining))
            {
                Next("Training");
                var (done, all) = (0, 5 * (times + 1));
                meter.Report(0, all);
                training = new(options.PrecisionType == ScalarType.Float32 ? "fp32" : "bf16", PhaseSpeed.Measure(options, times, () => meter.Report(++done, all), cancel));
            }
            var what = path ?? $"random weights, --cbase {options.Generator.ChannelBase} --cmax {options.Generator.ChannelMax} --map-depth {options.Generator.MappingLayers}";
            return new BenchResult(machine, what, options.Resolution, GenerationBench.Gflop(options.Generator), FusedLayers.Kind(ScalarType.BFloat16), generation, training, ProcessMemory.PeakGb());
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Show(BenchResult result, IAnsiConsole screen)
    {
        void Line(FormattableString text) => screen.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        var machine = result.Machine;
        Line($"{result.Network}: {result.Resolution} x {result.Resolution}, {result.GenerationGflop:0.0} GFLOP a picture; {machine.Threads} threads");
        Line($"  machine     3x3 convolution {machine.ConvolutionFp32:N0} GFLOP/s in fp32, {machine.ConvolutionBf16:N0} in bf16; matrix product {machine.GemmFp32:N0} and {machine.GemmBf16:N0}");
        Line($"  bf16        {(result.FusedLayers is { } kind ? $"fused layers, {kind}" : "libtorch's operators: this processor has neither AMX nor AVX512-BF16")}");
        foreach (var one in result.Generation)
            Line($"  generate    {one.Precision}, {one.Batch} at once: {one.Milliseconds:0.0} ms a picture ({one.ImagesPerSecond:0.00}/s), from w {one.FromW:0.0} ms, {100 * one.ShareOfPeak:0} % of the convolution's peak");
        if (result.Training is { Speed: var speed } training)
        {
            Line($"  train       {training.Precision}, batch {speed.Batch}: {speed.ImagesPerSecond:0.0} pictures/s, {1000 / speed.ImagesPerSecond:0.0} s a kimg");
            foreach (var phase in speed.Phases)
                Line($"    {phase.Name,-10}{1000 * phase.Seconds:0} ms a batch ({speed.Batch / phase.Seconds:0.0} pictures/s){(phase.Every > 1 ? $", every {phase.Every} batches" : "")}");
            Line($"    average   {1000 * speed.AverageSeconds:0.0} ms a batch");
        }
        Line($"  memory      {result.PeakGb:0.00} GB at most");
    }

    private static Generator Generator(string? path, TrainingOptions options)
    {
        if (path is not null) return NetworkFile.Read(path, NetworkParts.Generator).Generator;
        using var random = new RandomGenerator(1);
        return new Generator(options.Generator, random);
    }
}
