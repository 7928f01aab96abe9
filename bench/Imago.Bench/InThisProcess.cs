using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Imago.Bench;

/// <summary>How BenchmarkDotNet measures here.</summary>
internal static class InThisProcess
{
    /// <summary>
    /// In this process: BenchmarkDotNet otherwise builds a project of its own for every run, which would have to find the native libraries, the central package
    /// versions and our analyzers' rules again. Rounds of a tenth of a second: operators take milliseconds, and a class must not take much more than a minute.
    /// </summary>
    public static IConfig Config { get; } = With(Job.Default
        .WithIterationTime(TimeInterval.FromMilliseconds(100))
        .WithWarmupCount(2)
        .WithIterationCount(9));

    /// <summary>Every benchmark once, to see that it runs.</summary>
    public static IConfig Once { get; } = With(Job.Dry);

    /// <summary>The exit code: 1 where a benchmark threw or could not be run.</summary>
    public static int Failed(IEnumerable<Summary> summaries) =>
        summaries.Any(static summary => summary.HasCriticalValidationErrors || summary.Reports.Any(static report => !report.Success)) ? 1 : 0;

    private static ManualConfig With(Job job) => DefaultConfig.Instance
        .AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
        .AddColumn(StatisticColumn.Median)
        .HideColumns("StdDev", "RatioSD")
        .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(40))
        .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "../../../benchmarks"));
}
