using Imago.Latent.Directions;

namespace Imago.Latent.Tests.Directions;

public sealed class DirectionSetTests
{
    /// <summary>Two directions of a network with w of 3 and layers 1 and 2 of 4.</summary>
    private static readonly DirectionSet s_two = new()
    {
        Method = DirectionMethod.Pca, Network = "0123456789abcdef", Layers = [1, 2], WDim = 3, Vectors = [0.6f, 0, 0.8f, 0, 1, 0], Scale = [10, 0.5f], Names = ["", "smile"],
    };

    private static readonly float[] s_ws = Some.Numbers(12);

    [Fact]
    public void Strength_is_in_standard_deviations_and_moves_the_chosen_layers_only()
    {
        var moved = s_two.Apply(s_ws, [new(0, -2), new(1, 3)]);
        var expected = (float[])s_ws.Clone();
        foreach (var layer in new[] { 1, 2 })
        {
            expected[layer * 3] -= 12;
            expected[(layer * 3) + 1] += 1.5f;
            expected[(layer * 3) + 2] -= 16;
        }
        Assert.All(moved.Zip(expected), static pair => Assert.Equal(pair.Second, pair.First, 5));
        Assert.Equal(s_ws[..3], moved[..3]);
        Assert.Equal(s_ws[9..], moved[9..]);

        var last = s_two.Apply(s_ws, [new(1, 1)], [3]);
        Assert.Equal(s_ws[..10], last[..10]);
        Assert.Equal(s_ws[10] + 0.5f, last[10]);
        Assert.Equal(Some.Numbers(12), s_ws);
    }

    [Fact]
    public void Strength_0_changes_no_bit()
    {
        Assert.Equal(s_ws, s_two.Apply(s_ws, [new(0, 0), new(1, 0)]));
        Assert.Equal(s_ws, s_two.Apply(s_ws, []));
    }

    [Fact]
    public void What_cannot_be_moved_is_refused_with_what_can()
    {
        void Refused(string expected, float[] ws, DirectionStep step, params int[] layers) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => s_two.Apply(ws, [step], layers)).Message, StringComparison.Ordinal);
        Refused("expected [numWs, 3]", s_ws[..11], new(0, 1), 0);
        Refused("the layers 0 to 3", s_ws, new(0, 1), 4);
        Refused("expected 0 to 1", s_ws, new(2, 1), 0);
        Refused("expected a finite number", s_ws, new(0, double.NaN), 0);
    }

    [Fact]
    public void A_direction_is_found_by_its_number_and_by_its_name()
    {
        Assert.Equal((0, 1, 1), (s_two.Find("0"), s_two.Find("1"), s_two.Find("Smile")));
        foreach (var text in new[] { "2", "-1", "frown", "" })
            Assert.Contains("expected a number from 0 to 1, or one of the names smile", Assert.Throws<ArgumentException>(() => s_two.Find(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_can_be_given_changed_and_taken_away()
    {
        Assert.Equal(["age, mostly", "smile"], s_two.Named(0, " age, mostly ").Names);
        Assert.Equal(["", "SMILE"], s_two.Named(1, "SMILE").Names);
        Assert.Equal(["", ""], s_two.Named(1, "").Names);
        Assert.Equal(["", "smile"], s_two.Names);
    }

    [Theory]
    [InlineData(0, "Smile", "Direction 1 is called 'smile' already")]
    [InlineData(0, "3", "no number")]
    [InlineData(0, "-1.5", "no number")]
    [InlineData(0, "a=b", "no '='")]
    [InlineData(0, "two\nlines", "no '='")]
    [InlineData(2, "hat", "expected 0 to 1")]
    public void A_name_that_could_be_mistaken_is_refused(int direction, string name, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => s_two.Named(direction, name)).Message, StringComparison.Ordinal);
}
