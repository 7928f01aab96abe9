using Imago.Torch.Tests.Numerics;

namespace Imago.Torch.Tests.Operators;

/// <summary>
/// Value, gradient and second gradient of every operator in use, per precision and memory format, against the same operator in
/// float64; float64 against plain loops and finite differences.
/// </summary>
public sealed class OperatorTests : LeakCheck
{
    public static TheoryData<string> Names() => [.. Registry.Checks.Keys];

    public static TheoryData<string, ScalarType> NamesByPrecision()
    {
        var data = new TheoryData<string, ScalarType>();
        foreach (var name in Registry.Checks.Keys)
            foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16 })
                data.Add(name, type);
        return data;
    }

    [Fact]
    public void Every_operator_in_use_has_a_check()
    {
        var covered = Registry.Checks.Values.Select(check => check.Operator).Concat(Registry.Elsewhere.Keys).ToHashSet();
        var bare = Registry.Inventory().Where(entry => !covered.Contains(entry.Operator)).Select(entry => entry.Name).ToArray();
        Assert.True(bare.Length == 0, $"operators of Interop/Aten.cs without a check: {string.Join(", ", bare)}. Add each to a file of tests/Imago.Torch.Tests/Operators.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void In_float64_the_value_is_that_of_plain_loops_and_gradients_are_those_of_finite_differences(string name)
    {
        var check = Registry.Checks[name];
        for (var i = 0; i < check.Cases.Length; i++)
        {
            using var scope = TensorScope.Open();
            var draw = new Draw(i);
            var given = check.Cases[i](draw);
            var meaning = check.Meaning([.. given.Select(Plain.Of)]);
            var value = check.Apply([.. given.Select(t => t.In(ScalarType.Float64, Layout.Contiguous))]);
            Assert.Equal(meaning.Shape, value.Shape);
            var error = Agreement.RelativeError(value, Tensor.From(meaning.Values, meaning.Shape));
            Assert.True(error <= Agreement.Limit(ScalarType.Float64), $"{Shapes(given)}: the value is off by {error:e2} of the norm");
            if (!check.Differentiable)
                continue;
            var (first, second) = Derivatives.DistanceFromFiniteDifferences(
                check.Apply, given, draw.Normal(value.Shape), [.. given.Select(t => draw.Normal(t.Shape))], draw);
            // Five-point differences with a step of h = 1e-3: of the order of h⁴ times the fifth derivative, and rounding of 1e-16 / h.
            Assert.True(first < 1e-8, $"{Shapes(given)}: the gradient is off by {first:e2}");
            Assert.True(second < 1e-8, $"{Shapes(given)}: the second gradient is off by {second:e2}");
        }
    }

    [Theory]
    [MemberData(nameof(NamesByPrecision))]
    public void Value_gradient_and_second_gradient_agree_with_float64_in_every_layout(string name, ScalarType type)
    {
        var check = Registry.Checks[name];
        var wrong = new List<string>();
        for (var i = 0; i < check.Cases.Length; i++)
            foreach (var layout in Layouts.All)
                wrong.AddRange(Compare(check, i, type, layout));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void A_number_is_rounded_to_the_precision_of_the_tensor_before_it_is_compared(ScalarType type)
    {
        // 0.3 becomes 0.30078 in BFloat16, which is more than 0.3; see docs/operators.md.
        using var scope = TensorScope.Open();
        var x = Tensor.Full([1], 0.3, type);
        Assert.True(x.To(ScalarType.Float64).Greater(0.3).All());
        Assert.False(x.Greater(0.3).All());
        Assert.True(x.EqualTo(0.3).All());
    }

    private static List<string> Compare(OperatorCheck check, int number, ScalarType type, Layout layout)
    {
        using var scope = TensorScope.Open();
        var draw = new Draw(number);
        // Inputs that the precision has, so that only the operator's own error is seen.
        Tensor Rounded(Tensor t) => t.To(type).To(ScalarType.Float64);
        var given = check.Cases[number](draw).Select(Rounded).ToArray();
        var dy = Rounded(draw.Normal(check.Apply([.. given.Select(t => t.In(ScalarType.Float64, Layout.Contiguous))]).Shape));
        var v = given.Select(t => Rounded(draw.Normal(t.Shape))).ToArray();
        var resultType = check.Result ?? type;

        Tensor[] Run(ScalarType precision, ScalarType result, Layout form) => check.Differentiable
            ? Derivatives.All(check.Apply, [.. given.Select(t => t.Leaf(precision, form))], dy.Leaf(result, form), [.. v.Select(t => t.In(precision, form))])
            : [check.Apply([.. given.Select(t => t.In(precision, form))])];

        var expected = Run(ScalarType.Float64, check.Result ?? ScalarType.Float64, Layout.Contiguous);
        Tensor[] found;
        try
        {
            found = Run(type, resultType, layout);
        }
        catch (Exception e) when (IsRefusal(e, type))
        {
            // Half precision on a CPU: libtorch has more kernels with every release, and says so where it has none.
            return check.Refused.Contains(type) || type == ScalarType.Float16 ? [] : [$"{Shapes(given)} {layout}: refused: {e.Message}"];
        }

        var wrong = new List<string>();
        var names = Derivatives.Names(given.Length);
        for (var k = 0; k < expected.Length; k++)
        {
            void Expect(bool holds, string otherwise)
            {
                if (!holds)
                    wrong.Add($"{Shapes(given)} {layout}, {names[k]}: {otherwise}");
            }
            // [value, gradients of the inputs, second gradients by dy and the inputs]: each of the type of what it belongs to.
            var wanted = k == 0 || k == 1 + given.Length ? resultType : type;
            Expect(found[k].Type == wanted, $"of {found[k].Type}, expected {wanted}");
            var limit = check.Exact && k == 0 ? 0 : check.Slack * Agreement.Limit(type);
            var (error, worst) = (Agreement.RelativeError(found[k], expected[k]), Agreement.WorstElement(found[k], expected[k]));
            Expect(error <= limit, $"{error:e2} of the norm, at most {limit:e1} is expected");
            Expect(worst <= 2 * limit, $"one element is off by {worst:e2} of the largest, at most {2 * limit:e1} is expected");
        }
        if (layout == Layout.ChannelsLast && given.All(t => t.Dims == 4) && found[0].Dims == 4 && !check.LosesChannelsLast && !found[0].IsChannelsLast)
            wrong.Add($"{Shapes(given)}: channels last went in and does not come out");
        return wrong;
    }

    /// <summary>Whether the exception says which precision has no kernel.</summary>
    private static bool IsRefusal(Exception e, ScalarType type) =>
        e is TorchException && e.Message.Contains(type == ScalarType.Float16 ? "Half" : type.ToString(), StringComparison.Ordinal)
        || e is NotSupportedException && e.Message.Contains(type.ToString(), StringComparison.Ordinal);

    private static string Shapes(Tensor[] given) => string.Join(" × ", given.Select(t => $"[{string.Join(", ", t.Shape)}]"));
}
