using System.CommandLine;
using Spectre.Console;

namespace Imago.Cli.Tests;

/// <summary>
/// The frame as a real process with commands that take long or do not listen: <see cref="RealProgram.Misbehaving"/> starts it.
/// Signals, pipes and the end of a process cannot be tried inside the test's own.
/// </summary>
internal static class TestProgram
{
    internal static async Task<int> Main(string[] args)
    {
        using var stop = StopSignals.Listen();
        var root = new ImagoRoot { new PatientCommand(), new DeafCommand(), new SlowCommand() };
        return await CommandLine.RunAsync(root, args, Console.Out, Console.Error, stop.Token);
    }

    internal sealed record Steps(int Done);

    /// <summary>Waits until it is stopped, and knows how to go on.</summary>
    private sealed class PatientCommand() : ImagoCommand<Steps>("patient", "Waits until it is stopped", "imago patient")
    {
        protected override async Task<Steps> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
        {
            session.GoOn = "Go on with: imago patient --continue";
            session.Note("ready");
            await Task.Delay(TimeSpan.FromMinutes(1), cancel);
            return new(0);
        }

        protected override void Show(Steps result, IAnsiConsole screen) => screen.WriteLine("not stopped");
    }

    /// <summary>Does not listen to its token.</summary>
    private sealed class DeafCommand() : ImagoCommand<Steps>("deaf", "Does not listen", "imago deaf")
    {
        protected override Task<Steps> RunAsync(ParseResult arguments, Session session, CancellationToken cancel)
        {
            session.Note("ready");
            Thread.Sleep(TimeSpan.FromMinutes(1));
            return Task.FromResult(new Steps(0));
        }

        protected override void Show(Steps result, IAnsiConsole screen) => screen.WriteLine("not stopped");
    }

    /// <summary>Takes three seconds in thirty steps.</summary>
    private sealed class SlowCommand() : ImagoCommand<Steps>("slow", "Takes three seconds", "imago slow")
    {
        protected override Task<Steps> RunAsync(ParseResult arguments, Session session, CancellationToken cancel) =>
            session.WithProgressAsync("Counting", "sheep", meter =>
            {
                for (var i = 1; i <= 30; i++)
                {
                    Thread.Sleep(100);
                    meter.Report(i, 30);
                }

                return new Steps(30);
            });

        protected override void Show(Steps result, IAnsiConsole screen) => screen.WriteLine($"{result.Done} sheep");
    }
}
