using Imago.Torch;
using Imago.Torch.Tests.Numerics;

namespace Imago.Networks.Tests.Ops;

/// <summary>
/// Value, gradient and second gradient of the operators of StyleGAN2: in float64 against plain loops, references and finite
/// differences; in every precision and memory format against float64.
/// </summary>
public sealed class OpTests
{
    public static TheoryData<string> Names() => [.. OpChecks.All.Keys];

    public static TheoryData<string, ScalarType> NamesByPrecision()
    {
        var data = new TheoryData<string, ScalarType>();
        foreach (var name in OpChecks.All.Keys)
            foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
                data.Add(name, type);
        return data;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void In_float64_the_value_is_that_of_the_definition_and_gradients_are_those_of_finite_differences(string name)
    {
        using var scope = TensorScope.Open();
        var check = OpChecks.All[name];
        var draw = new Draw(1);
        var given = check.Given(draw);
        var value = check.Apply(given);
        var meaning = check.Meaning?.Invoke([.. given.Select(Plain.Of)]);
        var expected = meaning is null ? check.Reference!(given) : Tensor.From(meaning.Values, meaning.Shape);
        var error = Agreement.RelativeError(value, expected);
        Assert.True(error < 1e-12, $"the value is off by {error:e2} of the norm");
        var (first, second) = Derivatives.DistanceFromFiniteDifferences(
            check.Apply, given, draw.Normal(value.Shape), [.. given.Select(t => draw.Normal(t.Shape))], draw);
        Assert.True(first < 1e-8, $"the gradient is off by {first:e2}");
        Assert.True(second < 1e-8, $"the second gradient is off by {second:e2}");
    }

    [Theory]
    [MemberData(nameof(NamesByPrecision))]
    public void Value_gradient_and_second_gradient_agree_with_float64_in_every_layout(string name, ScalarType type)
    {
        using var scope = TensorScope.Open();
        var check = OpChecks.All[name];
        var draw = new Draw(2);
        ScalarType TypeOf(int input, ScalarType precision) =>
            precision == ScalarType.Float64 || input < check.Activations ? precision : ScalarType.Float32;
        Tensor Rounded(Tensor t, int input) => t.To(TypeOf(input, type)).To(ScalarType.Float64);

        var given = check.Given(draw).Select(Rounded).ToArray();
        var dy = Rounded(draw.Normal(check.Apply(given).Shape), 0);
        var v = given.Select((t, i) => Rounded(draw.Normal(t.Shape), i)).ToArray();
        Tensor[] Run(Func<Tensor[], Tensor> f, ScalarType precision, Layout layout) => Derivatives.All(
            f, [.. given.Select((t, i) => t.Leaf(TypeOf(i, precision), layout))], dy.Leaf(precision, layout),
            [.. v.Select((t, i) => t.In(TypeOf(i, precision), layout))]);

        var expected = Run(check.Reference ?? check.Apply, ScalarType.Float64, Layout.Contiguous);
        var names = Derivatives.Names(given.Length);
        var wrong = new List<string>();
        foreach (var layout in Layouts.All)
        {
            var found = Run(check.Apply, type, layout);
            for (var k = 0; k < found.Length; k++)
            {
                var wanted = k == 0 || k == 1 + given.Length ? type : TypeOf(k <= given.Length ? k - 1 : k - 2 - given.Length, type);
                var limit = check.Slack * Agreement.Limit(type);
                var (error, worst) = (Agreement.RelativeError(found[k], expected[k]), Agreement.WorstElement(found[k], expected[k]));
                if (found[k].Type != wanted)
                    wrong.Add($"{layout}, {names[k]}: of {found[k].Type}, expected {wanted}");
                if (error > limit || worst > 2 * limit)
                    wrong.Add($"{layout}, {names[k]}: {error:e2} of the norm and one element {worst:e2}, at most {limit:e1} is expected");
            }
            // The fast format of bf16: value and the gradient of the activations must not fall out of it.
            if (layout == Layout.ChannelsLast && type.IsHalf() && check.KeepsChannelsLast && given[0].Dims == 4)
                foreach (var k in new[] { 0, 1 })
                    if (!found[k].IsChannelsLast)
                        wrong.Add($"{names[k]}: channels last went in and does not come out");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Every_operator_of_the_folder_has_checks()
    {
        // Types of the namespace with a method Apply, and the one that has another name for it.
        var operators = typeof(Imago.Networks.Ops.UpFirDn2d).Assembly.GetTypes()
            .Where(t => t.Namespace == "Imago.Networks.Ops" && t is { IsAbstract: true, IsSealed: true }
                && t.GetMethods().Any(m => m.IsStatic && m.ReturnType == typeof(Tensor) && m.GetParameters().FirstOrDefault()?.ParameterType == typeof(Tensor)))
            .Select(t => t.Name);
        var bare = operators.Where(name => !OpChecks.All.Keys.Any(key => key.StartsWith(name, StringComparison.Ordinal)));
        Assert.Empty(bare);
    }
}
