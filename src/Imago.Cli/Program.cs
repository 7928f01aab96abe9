using System.CommandLine;
using Imago.Cli;
using Imago.Cli.Commands;
using Imago.Cli.Commands.Bench;
using Imago.Cli.Commands.Clip;
using Imago.Cli.Commands.Demo;
using Imago.Cli.Commands.Directions;
using Imago.Cli.Commands.Films;
using Imago.Cli.Commands.Gallery;
using Imago.Cli.Commands.Studio;
using Imago.Cli.Commands.Train;
using Imago.Cli.Commands.Dataset;

OpenMpThreads.SpinShortly();
// Of the processes of a training together, the first speaks.
using var stop = StopSignals.Listen(speaks: Environment.GetEnvironmentVariable("RANK") is null or "" or "0");
var status = await CommandLine.RunAsync(Contents(), args, Console.Out, Console.Error, stop.Token);
// All is written, and nobody needs what some two hundred native libraries would tidy up now.
StopSignals.EndProcess(status);
return status;

/// <summary>The program's table of contents: every command there is.</summary>
internal static partial class Program
{
    /// <summary>Builds the tree of commands; a verb is listed here once it works.</summary>
    internal static RootCommand Contents() => new ImagoRoot
    {
        new DemoCommand(),
        new DoctorCommand(),
        new TrainCommand(),
        new Command("dataset", "Look through pictures, and make data sets of them")
        {
            new InspectCommand(),
            new PackCommand(),
            new PaintCommand(),
        },
        new GenerateCommand(),
        new WalkCommand(),
        new MixCommand(),
        new AblateCommand(),
        new BendCommand(),
        new ProjectCommand(),
        new Command("directions", "Find directions along which a network's pictures change, name them, follow them")
        {
            new FindDirectionsCommand(),
            new ListDirectionsCommand(),
            new NameDirectionCommand(),
            new ApplyDirectionsCommand(),
        },
        new DreamCommand(),
        new Command("clip", "Compare pictures with words, by a CLIP network of yours")
        {
            new ScoreCommand(),
        },
        new StudioCommand(),
        new Command("gallery", "Open a public exhibition, in which every picture has one owner")
        {
            new CreateCommand(),
            new HangCommand(),
            new FilmsCommand(),
            new ServeCommand(),
            new LearnCommand(),
            new ExportCommand(),
            new TakeDownCommand(),
            new FindCommand(),
            new VerifyCommand(),
            new AuditCommand(),
            new KeyCommand(),
            new CheckCommand(),
            new ClaimBenchCommand(),
            new SimulateCommand(),
        },
        new InspectNetworkCommand(),
        new ConvertCommand(),
        new BenchCommand(),
    };
}
