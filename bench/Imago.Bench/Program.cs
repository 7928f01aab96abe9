using Imago.Bench;

// One question a class; each prints the table that stands in docs/.
var questions = new Dictionary<string, Action<string[]>>
{
    ["kernels"] = WhatDoOurKernelsBring.Run,
    ["quality"] = WhatDoTheQualityNumbersSee.Run,
    ["speed"] = HowFastIsTraining.Run,
    ["recipe"] = WhichRecipeLearnsSoonest.Run,
    ["start"] = HowSoonIsTheFirstPicture.Run,
};
if (args.Length == 0 || !questions.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project bench/Imago.Bench -- QUESTION ARGUMENTS; questions: {string.Join(", ", questions.Keys)}");
    return 2;
}
run(args[1..]);
return 0;
