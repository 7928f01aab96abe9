using Imago.Gallery.Checking;
using Xunit.Abstractions;

namespace Imago.Gallery.Tests.Checking;

/// <summary>A check whose report stands in the test's output.</summary>
internal static class Check
{
    public static async Task<CheckReport> RunAsync(ITestOutputHelper output, CheckOptions options)
    {
        var report = await GalleryCheck.RunAsync(options);
        output.WriteLine($"{report.Store}: {report.Operations} operations ({report.Ok} ok, {report.Refused} refused, {report.Unknown} unknown), {report.Claims} claims, {report.ViolationCount} violations, {report.Seconds:0.0} s");
        foreach (var (name, count) in report.Faults)
            output.WriteLine($"  {count} x {name}");
        foreach (var one in report.Violations.Take(10))
            output.WriteLine($"  rule {one.Rule}: {one.Sentence}");
        return report;
    }
}
