using Imago.Latent.Bending;
using Imago.Torch;

namespace Imago.Latent.Tests.Bending;

/// <summary>Each transform against plain loops over a small tensor.</summary>
public sealed class TransformTests : LeakCheck
{
    private const int Units = 3, Side = 8;

    private static readonly float[] s_values = Some.Numbers(Units * Side * Side);

    /// <summary>What a unit says at a row and a column.</summary>
    private delegate double Says(int unit, int row, int column);

    private static double X(int unit, int row, int column) => s_values[(((unit * Side) + row) * Side) + column];

    [Theory]
    [InlineData(2.5)]
    [InlineData(-1)]
    [InlineData(0)]
    public void Scale_multiplies(double factor) => Expect(new Scale(factor), (unit, row, column) => factor * X(unit, row, column));

    [Theory]
    [InlineData(1)]
    [InlineData(0.25)]
    public void Invert_is_one_minus_what_was_said(double amount) =>
        Expect(new Invert(amount), (unit, row, column) => ((1 - amount) * X(unit, row, column)) + (amount * (1 - X(unit, row, column))));

    [Theory]
    [InlineData(0.3, 1)]
    [InlineData(-0.5, 0.4)]
    public void Threshold_knows_only_yes_and_no(double level, double amount) =>
        Expect(new Threshold(level, amount), (unit, row, column) => ((1 - amount) * X(unit, row, column)) + (X(unit, row, column) >= level ? amount : 0));

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void Flip_shows_the_mirror_image(double amount)
    {
        Expect(new Flip(Vertically: false, amount), (unit, row, column) => ((1 - amount) * X(unit, row, column)) + (amount * X(unit, row, Side - 1 - column)));
        Expect(new Flip(Vertically: true, amount), (unit, row, column) => ((1 - amount) * X(unit, row, column)) + (amount * X(unit, Side - 1 - row, column)));
    }

    [Theory]
    [InlineData(1 / 8.0, 1)] // 1 pixel
    [InlineData(0.25, 2)]
    [InlineData(0.05, 0)] // less than a pixel: a mixture
    [InlineData(0.2, 1)] // and between two
    public void Erode_and_dilate_take_the_extreme_of_a_circle(double radius, int whole)
    {
        var part = (radius * Side) - whole;
        double Of(Func<IEnumerable<double>, double> extreme, int unit, int row, int column) => ((1 - part) * extreme(Circle(unit, row, column, whole))) + (part * extreme(Circle(unit, row, column, whole + 1)));
        Expect(new Dilate(radius), (unit, row, column) => Of(Enumerable.Max, unit, row, column));
        Expect(new Erode(radius), (unit, row, column) => Of(Enumerable.Min, unit, row, column));
    }

    [Fact]
    public void A_circle_of_the_largest_radius_fits_the_smallest_layer()
    {
        using var scope = TensorScope.Open();
        var x = Tensor.From(Some.Numbers(16), 1, 1, 4, 4);
        Assert.Equal(x.Amax([2, 3]).ToFloats()[0], new Dilate(0.25).Apply(x).Amax([2, 3]).ToFloats()[0]);
        Assert.NotEqual(x.ToFloats(), new Dilate(0.25).Apply(x).ToFloats());
    }

    [Theory]
    [InlineData(Outside.Reflect)]
    [InlineData(Outside.Wrap)]
    [InlineData(Outside.Zero)]
    public void Translate_moves_to_the_right_and_down(Outside outside)
    {
        Expect(new Translate(0.25, -1 / 8.0, outside), (unit, row, column) => At(unit, row + 1, column - 2, outside)); // whole pixels
        Expect(new Translate(0.3, 0.07, outside), (unit, row, column) => At(unit, row - (0.07 * Side), column - (0.3 * Side), outside));
        Expect(new Translate(-2.1, 1.3, outside), (unit, row, column) => At(unit, row - (1.3 * Side), column + (2.1 * Side), outside));
    }

    [Theory]
    [InlineData(Outside.Reflect)]
    [InlineData(Outside.Wrap)]
    [InlineData(Outside.Zero)]
    public void Rotate_turns_about_the_middle_against_the_clock(Outside outside)
    {
        Expect(new Rotate(90, outside), (unit, row, column) => X(unit, column, Side - 1 - row)); // what was right is on top
        const double Middle = (Side - 1) / 2.0, Angle = 20 * Math.PI / 180;
        Expect(new Rotate(20, outside), (unit, row, column) =>
        {
            // The way back is with the clock; rows count downwards.
            var (x, y) = (column - Middle, Middle - row);
            return At(unit, Middle - ((y * Math.Cos(Angle)) - (x * Math.Sin(Angle))), Middle + (x * Math.Cos(Angle)) + (y * Math.Sin(Angle)), outside);
        });
    }

    [Theory]
    [InlineData(Outside.Reflect, 1.7)]
    [InlineData(Outside.Reflect, 0.3)]
    [InlineData(Outside.Wrap, 0.4)]
    [InlineData(Outside.Zero, 0.4)]
    public void Zoom_enlarges_about_the_middle(Outside outside, double times)
    {
        const double Middle = (Side - 1) / 2.0;
        Expect(new Zoom(times, outside), (unit, row, column) => At(unit, Middle + ((row - Middle) / times), Middle + ((column - Middle) / times), outside));
    }

    public static TheoryData<string> All => ["scale 3", "invert", "threshold 0.2", "flip-h", "flip-v 0.5", "translate 0.2 0.1", "rotate 33 wrap", "zoom 2 zero", "erode 0.1", "dilate 0.2"];

    [Theory]
    [MemberData(nameof(All))]
    public void At_zero_strength_nothing_changes_and_every_number_moves_on_the_way(string text)
    {
        var transform = TransformText.Parse(text);
        Assert.Equal(transform.Untouched, transform.Untouched.Untouched);
        Assert.Equal(transform, transform.Untouched.Toward(transform, 1));
        Assert.Equal(transform.Untouched, transform.Untouched.Toward(transform, 0));
        var half = transform.Untouched.Toward(transform, 0.5);
        Assert.All(half.Numbers.Index(), one => Assert.Equal((transform.Untouched.Numbers[one.Index] + transform.Numbers[one.Index]) / 2, one.Item, 12));
        Expect(transform.Untouched, X);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Units_that_are_not_chosen_pass_bit_for_bit(string text)
    {
        using var scope = TensorScope.Open();
        var (x, transform) = (Tensor.From(s_values, 1, Units, Side, Side), TransformText.Parse(text));
        var bent = new UnitsBent("b8.conv1", [2, 0], transform).Apply(x);
        var all = new UnitsBent("b8.conv1", [0, 1, 2], transform).Apply(x);
        Assert.Equal([1, Units, Side, Side], bent.Shape);
        Assert.Equal(x.Select(1, 1).ToFloats(), bent.Select(1, 1).ToFloats());
        foreach (var unit in new[] { 0, 2 })
        {
            Assert.Equal(all.Select(1, unit).ToFloats(), bent.Select(1, unit).ToFloats());
            Assert.NotEqual(x.Select(1, unit).ToFloats(), bent.Select(1, unit).ToFloats());
        }
        Assert.Equal(s_values, x.ToFloats()); // nor what went in
    }

    private static void Expect(Transform transform, Says expected)
    {
        using var scope = TensorScope.Open();
        foreach (var layout in new[] { MemoryFormat.Contiguous, MemoryFormat.ChannelsLast })
        {
            var met = transform.Apply(Tensor.From(s_values, 1, Units, Side, Side).Contiguous(layout));
            Assert.Equal([1, Units, Side, Side], met.Shape);
            var values = met.ToFloats();
            for (var i = 0; i < values.Length; i++)
                Assert.Equal(expected(i / Side / Side, i / Side % Side, i % Side), values[i], 2e-5);
        }
    }

    private static IEnumerable<double> Circle(int unit, int row, int column, int radius) =>
        from y in Enumerable.Range(0, Side)
        from x in Enumerable.Range(0, Side)
        where ((y - row) * (y - row)) + ((x - column) * (x - column)) <= radius * radius
        select X(unit, y, x);

    /// <summary>Between four pixels, with what lies outside.</summary>
    private static double At(int unit, double row, double column, Outside outside)
    {
        if (outside == Outside.Reflect)
            (row, column) = (Folded(row), Folded(column));
        var (top, left) = ((int)Math.Floor(row), (int)Math.Floor(column));
        double Pixel(int y, int x) => outside switch
        {
            Outside.Wrap => X(unit, ((y % Side) + Side) % Side, ((x % Side) + Side) % Side),
            _ => y is >= 0 and < Side && x is >= 0 and < Side ? X(unit, y, x) : 0,
        };
        var (down, right) = (row - top, column - left);
        return ((1 - down) * (((1 - right) * Pixel(top, left)) + (right * Pixel(top, left + 1)))) + (down * (((1 - right) * Pixel(top + 1, left)) + (right * Pixel(top + 1, left + 1))));
    }

    /// <summary>Mirrored at the outer edges of the outer pixels as often as it takes; in the outer halves of those stands their own value.</summary>
    private static double Folded(double at)
    {
        while (at is < -0.5 or > Side - 0.5)
            at = at < -0.5 ? -1 - at : (2 * Side) - 1 - at;
        return Math.Clamp(at, 0, Side - 1);
    }
}
