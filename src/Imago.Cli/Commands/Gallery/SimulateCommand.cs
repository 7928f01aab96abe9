using System.CommandLine;
using System.Globalization;
using Imago.Gallery.Checking;
using Spectre.Console;

namespace Imago.Cli.Commands.Gallery;

/// <summary>What was simulated.</summary>
/// <param name="Openings">One for each opening and farm.</param>
internal sealed record SimulateResult(IReadOnlyList<OpeningResult> Openings);

/// <summary><c>imago gallery simulate</c>: what robots take in a wave and in a ballot.</summary>
internal sealed class SimulateCommand : ImagoCommand<SimulateResult>
{
    private static readonly bool[] s_both = [false, true];

    private readonly Option<int> people = new("--people") { Description = "People", HelpName = "N", DefaultValueFactory = _ => 200 };
    private readonly Option<int> bots = new("--bots") { Description = "Robots, all with confirmed addresses and solved proofs of work", HelpName = "N", DefaultValueFactory = _ => 1000 };
    private readonly Option<int> pictures = new("--pictures") { Description = "Pictures; with fewer than people each of them is contested", HelpName = "N", DefaultValueFactory = _ => 150 };
    private readonly Option<int> seed = new("--seed") { Description = "The same seed simulates the same", HelpName = "S" };
    private readonly StoreSettings database;

    public SimulateCommand()
        : base("simulate", "Simulate robots and people at a wave and at a ballot: what share the robots take", "imago gallery simulate --people 200 --bots 1000")
    {
        database = new(this);
        foreach (var option in (Option[])[people, bots, pictures, seed]) Options.Add(option);
    }

    /// <inheritdoc/>
    protected override Task<SimulateResult> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
    {
        var (all, plain) = (arguments.GetValue(people), new OpeningOptions { Bots = arguments.GetValue(bots), Pictures = arguments.GetValue(pictures), Seed = arguments.GetValue(seed) });
        foreach (var (option, value, most) in new[] { (people, all, 500), (bots, plain.Bots, 10_000), (pictures, plain.Pictures, 100_000) })
            if (value < 1 || value > most) throw new UsageException($"{option.Name} is {value}, expected 1 to {most}.");
        var (kind, server) = database.Read(arguments);
        OpeningOptions[] runs =
        [
            .. from farm in Enum.GetValues<Farm>() where farm != Farm.None from ballot in s_both select plain with { AtHome = all, Farm = farm, ByBallot = ballot },
            .. new[] { Farm.Spread, Farm.Alone }.Select(farm => plain with { AtHome = all - (all / 2), BehindOne = all / 2, Farm = farm, ByBallot = true }),
            plain with { AtHome = all - (all / 2), BehindOne = all / 2, Farm = Farm.Spread, ByBallot = true, Pictures = 20 * (plain.Bots + all) },
        ];
        return session.WithProgressAsync("Simulating", "openings", async meter =>
            new SimulateResult(await OpeningSimulation.RunAsync(kind, server, runs, (done, of) => meter.Report(done, of), cancel).ConfigureAwait(false)));
    }

    /// <inheritdoc/>
    protected override void Show(SimulateResult result, IAnsiConsole screen)
    {
        screen.WriteLine("Simulated people and robots; the gallery's own tables, claims, caps and draw:");
        foreach (var one in result.Openings)
        {
            var people = one.Options.BehindOne == 0 ? $"{one.Options.AtHome} people" : $"{one.Options.AtHome} people at home, {one.Options.BehindOne} behind one address";
            var took = one.Options.BehindOne == 0 ? $"people {one.ByPeople}" : $"people at home {one.ByPeople}, those behind one address {one.BySharers} (refused: {one.Refused})";
            screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(one.Options.ByBallot ? "ballot" : "wave  ")}  {one.Options.Pictures} pictures, {people}, {one.Bots} robots {Where(one.Options.Farm)}: robots take {one.ByBots} ({one.Share:P1}), {took}; {one.Seconds:0.0} s"));
        }
    }

    private static string Where(Farm farm) => farm switch
    {
        Farm.Spread => "in 100 networks far from each other",
        Farm.Alone => "alone in 100 networks far from each other",
        Farm.OneProvider => "in as many /48 of one provider",
        Farm.OneNetwork => "in one network",
        _ => "nowhere",
    };
}
