using BenchmarkDotNet.Running;
using Imago.Bench;

// Questions that need a data set, a whole training or a whole process print the table that stands in docs/benchmarks.md; every other question is a class of
// BenchmarkDotNet's, asked by its own options.
var questions = new Dictionary<string, Action<string[]>>
{
    ["start"] = HowSoonIsTheFirstPicture.Run,
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
    return BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, InThisProcess.Config).Any(static summary => summary.HasCriticalValidationErrors || summary.Reports.Any(static report => !report.Success)) ? 1 : 0;
Console.Error.WriteLine($"usage: dotnet run -c Release --project bench/Imago.Bench -- QUESTION ARGUMENTS; questions: {string.Join(", ", questions.Keys)}; or --filter '*Modulated*', and --list flat for all of that kind");
return 2;
