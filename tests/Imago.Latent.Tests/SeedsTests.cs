using System.Text.Json;

namespace Imago.Latent.Tests;

public sealed class SeedsTests
{
    [Theory]
    [InlineData("85", new long[] { 85 })]
    [InlineData("1,5,7-9", new long[] { 1, 5, 7, 8, 9 })]
    [InlineData(" 3 , 1-2 ", new long[] { 3, 1, 2 })]
    [InlineData("4-4", new long[] { 4 })]
    [InlineData("1-3,2,5", new long[] { 1, 2, 3, 5 })]
    [InlineData("4294967295", new long[] { 4294967295 })]
    public void A_list_of_seeds_and_ranges_is_read_in_its_order_and_each_seed_once(string text, long[] expected) => Assert.Equal(expected, Seeds.Parse(text));

    [Theory]
    [InlineData("", "no whole number")]
    [InlineData("1,,2", "no whole number")]
    [InlineData("-5", "no whole number")]
    [InlineData("5-", "no whole number")]
    [InlineData("1.5", "'1.5'")]
    [InlineData("x", "such as 1,5,7-9")]
    [InlineData("9-7", "'9-7'")]
    [InlineData("1-2-3", "'1-2-3'")]
    [InlineData("4294967296", "above 4294967295")]
    [InlineData("99999999999999999999", "no whole number")]
    [InlineData("0-4294967295", "1,000,000")]
    [InlineData("0-999999,2000000", "1,000,000")]
    public void Any_other_text_is_refused_in_one_sentence(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Seeds.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_z_of_a_seed_is_that_of_numpy_in_single_precision()
    {
        var folder = Environment.GetEnvironmentVariable("IMAGO_FIXTURES") is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, "Fixtures");
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "numpy_randn.json")));
        var seeds = 0;
        foreach (var one in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            var z = Seeds.Z(one.GetProperty("seed").GetInt64(), 512);
            Assert.Equal(one.GetProperty("first").EnumerateArray().Select(number => (float)number.GetDouble()), z[..16]);
            Assert.Equal(one.GetProperty("last").EnumerateArray().Select(number => (float)number.GetDouble()), z[^4..]);
            seeds++;
        }
        Assert.True(seeds > 1, "the file holds no seeds");
    }
}
