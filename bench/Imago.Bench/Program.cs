using BenchmarkDotNet.Running;
using Imago.Bench;

// Questions that need a data set, a whole training or a whole process print the table that stands in docs/benchmarks.md; every other question is a class of
// BenchmarkDotNet's, asked by its own options.
var questions = new Dictionary<string, Action<string[]>>
{
    ["start"] = HowSoonIsTheFirstPicture.Run,
    ["clip"] = HowFastDoesClipSee.Run,
    ["speed"] = HowFastIsTraining.Run,
    ["recipe"] = WhichRecipeLearnsSoonest.Run,
    ["quality"] = WhatDoTheQualityNumbersSee.Run,
};
if (args.Length > 0 && questions.TryGetValue(args[0], out var run))
{
    run(args[1..]);
    return 0;
}
if (args.Length > 0 && args[0].StartsWith('-'))
    return InThisProcess.Failed(BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, InThisProcess.Config));
if (args is ["check"])
    return InThisProcess.Failed(BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).RunAll(InThisProcess.Once));
Console.Error.WriteLine($"usage: dotnet run -c Release --project bench/Imago.Bench -- QUESTION ARGUMENTS; questions: {string.Join(", ", questions.Keys)}; or --filter '*Modulated*', --list flat for all of that kind, and check to run each of those once");
return 2;
