using System.Globalization;
using Imago.Gallery.Checking;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Xunit.Abstractions;

namespace Imago.Gallery.Tests.Checking;

public class GalleryCheckTests(ITestOutputHelper output)
{
    /// <summary>IMAGO_CHECK_OPERATIONS asks for more, with a fault in 10,000 operations: 10000000 for a night.</summary>
    private static readonly int s_operations = int.TryParse(Environment.GetEnvironmentVariable("IMAGO_CHECK_OPERATIONS"), CultureInfo.InvariantCulture, out var given) ? given : 100_000;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_hundred_thousand_operations_and_fifty_faults_do_not_break_the_rule(DatabaseKind kind)
    {
        var report = await CheckAsync(new() { Store = kind, Operations = s_operations, Faults = Math.Max(50, s_operations / 10_000), Seed = s_operations, Program = TestProgram.Command });
        Assert.Empty(report.Violations);
        Assert.True(report.Operations >= s_operations);
        Assert.Equal(Math.Max(50, s_operations / 10_000), report.Faults.Values.Sum());
        Assert.Equal(kind == DatabaseKind.Sqlite ? 5 : 6, report.Faults.Count);
        Assert.True(report.Unknown > 0, "No answer was lost, so nothing was tried.");
        Assert.InRange(report.Claims, s_operations / 10, s_operations / 2 + 1000);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, Defect.DropPictureKey, 1)]
    [InlineData(DatabaseKind.Sqlite, Defect.DropVisitorKey, 1)]
    [InlineData(DatabaseKind.Sqlite, Defect.RetryWithoutKey, 3)]
    [InlineData(DatabaseKind.Sqlite, Defect.SwallowCommit, 2)]
    [InlineData(DatabaseKind.PostgreSql, Defect.DropPictureKey, 1)]
    [InlineData(DatabaseKind.PostgreSql, Defect.DropVisitorKey, 1)]
    [InlineData(DatabaseKind.PostgreSql, Defect.RetryWithoutKey, 3)]
    [InlineData(DatabaseKind.PostgreSql, Defect.SwallowCommit, 2)]
    public async Task A_mistake_that_was_put_in_is_found(DatabaseKind kind, Defect defect, int rule)
    {
        var report = await CheckAsync(new() { Store = kind, Operations = 3_000, Faults = 0, Defect = defect, Program = TestProgram.Command });
        Assert.Contains(report.Violations, one => one.Rule == rule);
        Assert.True(report.Seconds < 60, $"It took {report.Seconds:0} s.");
        Assert.True(File.Exists(report.History)); // kept, to be looked at
        Directory.Delete(Path.GetDirectoryName(report.History!)!, recursive: true);
    }

    private async Task<CheckReport> CheckAsync(CheckOptions options)
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
