using System.Text.Json.Nodes;
using Imago.Torch;
using Xunit.Sdk;

namespace Imago.Reference.Tests;

/// <summary>The comparison itself must be able to fail, in every way in which a number can be wrong.</summary>
[Trait("Category", "Reference")]
public sealed class FixtureCaseTests
{
    [Theory]
    [InlineData(1.0f, 2.0f, true)]
    [InlineData(1.0f, 2.0099f, true)]
    [InlineData(1.0f, 2.0101f, false)]
    [InlineData(0.9f, 2.0f, false)]
    [InlineData(float.NaN, 2.0f, false)]
    [InlineData(1.0f, float.PositiveInfinity, false)]
    public void Every_element_must_be_within_the_tolerance(float first, float second, bool holds)
    {
        using var scope = TensorScope.Open();
        var one = Expecting(("y", Tensor.From([1f, 2f], 2)));
        one.Check("y", Tensor.From([first, second], 2));
        if (holds)
            one.Finish();
        else
            Assert.Throws<XunitException>(one.Finish);
    }

    [Fact]
    public void The_worst_element_is_reported_with_position_values_and_ratio()
    {
        using var scope = TensorScope.Open();
        var one = Expecting(("y", Tensor.Zeros([2, 3])));
        one.Check("y", Tensor.From([0f, 0.02f, 0f, 0f, 0f, -0.5f], 2, 3));
        Assert.StartsWith("y at [1, 2] -0.5 was met, 0 expected: a difference of 0.5, 50 times the tolerance 0.01 (2 of 6 elements beyond it).", one.Comparisons[0].ToString());
    }

    [Fact]
    public void Another_shape_is_wrong_even_where_the_elements_agree()
    {
        using var scope = TensorScope.Open();
        var one = Expecting(("y", Tensor.Zeros([2, 1])));
        one.Check("y", Tensor.Zeros([1, 2]));
        Assert.Throws<XunitException>(one.Finish);
    }

    [Fact]
    public void An_output_that_was_not_checked_fails()
    {
        using var scope = TensorScope.Open();
        var one = Expecting(("y", Tensor.Zeros([2])), ("dx", Tensor.Zeros([2])));
        one.Check("y", Tensor.Zeros([2]));
        Assert.Contains("dx", Assert.Throws<XunitException>(one.Finish).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_without_outputs_fails() => Assert.Throws<XunitException>(Expecting().Finish);

    [Fact]
    public void A_kind_that_nobody_handles_fails() =>
        Assert.Throws<XunitException>(() => new ReferenceTests(new TestOutputHelper()).The_numbers_are_those_of_the_reference("hyperbolic", "a.safetensors", ""));

    [Fact]
    public void A_kind_is_handled_or_listed_as_not_yet_handled_but_not_both() =>
        Assert.DoesNotContain(Kinds.Handlers.Keys, Kinds.NotYetHandled.Contains);

    private static FixtureCase Expecting(params (string Name, Tensor Value)[] outputs) =>
        new("test", new JsonObject(), outputs.ToDictionary(output => "out." + output.Name, output => output.Value), outputs.ToDictionary(output => output.Name, _ => 0.01));
}
