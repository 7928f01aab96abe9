using System.Globalization;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Xunit.Abstractions;

namespace Imago.Gallery.Tests.Checking;

/// <summary>The long one, beside which all others run.</summary>
public class RuleTests(ITestOutputHelper output)
{
    /// <summary>IMAGO_CHECK_OPERATIONS asks for more, with a fault in 10,000 operations: 10000000 for a night.</summary>
    private static readonly int s_operations = int.TryParse(Environment.GetEnvironmentVariable("IMAGO_CHECK_OPERATIONS"), CultureInfo.InvariantCulture, out var given) ? given : 100_000;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_hundred_thousand_operations_and_fifty_faults_do_not_break_the_rule(DatabaseKind kind)
    {
        var report = await Check.RunAsync(output, new() { Store = kind, Operations = s_operations, Faults = Math.Max(50, s_operations / 10_000), Seed = s_operations, Program = TestProgram.Command });
        Assert.Empty(report.Violations);
        Assert.True(report.Operations >= s_operations);
        Assert.Equal(Math.Max(50, s_operations / 10_000), report.Faults.Values.Sum());
        Assert.Equal(kind == DatabaseKind.Sqlite ? 5 : 6, report.Faults.Count);
        Assert.True(report.Unknown > 0, "No answer was lost, so nothing was tried.");
        Assert.InRange(report.Claims, s_operations / 10, s_operations / 2);
    }
}
