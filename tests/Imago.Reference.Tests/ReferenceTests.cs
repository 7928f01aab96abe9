using Imago.Torch;
using Xunit.Abstractions;
using Xunit.Sdk;

// The count of living tensors is one for the process, so the tests of this assembly run one after another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Imago.Reference.Tests;

[Trait("Category", "Reference")]
public sealed class ReferenceTests(ITestOutputHelper output)
{
    public static TheoryData<string, string, string> Cases => Select(kind => !Kinds.NotYetHandled.Contains(kind));

    public static TheoryData<string, string, string> CasesNotYetHandled => Select(Kinds.NotYetHandled.Contains);

    [Theory]
    [MemberData(nameof(Cases))]
    [MemberData(nameof(CasesNotYetHandled), Skip = Kinds.NotYetHandledReason)]
    public void The_numbers_are_those_of_the_reference(string kind, string file, string subcase)
    {
        if (kind == Kinds.Unreadable)
            throw new XunitException($"{file} cannot be read: {subcase}");
        if (!Kinds.Handlers.TryGetValue(kind, out var handler))
            throw new XunitException($"nobody handles the kind '{kind}' of {file} ({subcase}): write a handler and enter it in Kinds.cs.");
        var before = TensorScope.LiveTensors;
        using (TensorScope.Open())
        using (var opened = FixtureFile.Open(Path.Combine(FixtureFolder.Path, file)))
        {
            var one = opened.Case(subcase);
            handler(one);
            foreach (var comparison in one.Comparisons)
                output.WriteLine($"{comparison.Ratio:0.000} of the tolerance: {comparison}");
            one.Finish();
        }
        Assert.Equal(before, TensorScope.LiveTensors);
    }

    private static TheoryData<string, string, string> Select(Predicate<string> kind)
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var one in FixtureFolder.Cases.Where(one => kind(one.Kind)))
            rows.Add(one.Kind, one.File, one.Subcase);
        return rows;
    }
}
