using Imago.Studio.Explorer;

namespace Imago.Studio.Tests.Explorer;

public sealed class LatentAddressTests
{
    [Theory]
    [InlineData("85")]
    [InlineData("4294967295")]
    [InlineData("85~4@0.3~1@0.2")]
    [InlineData("keep:red hat 2.1")]
    [InlineData("keep:帽子~3@1")]
    [InlineData("(85,90,0.35)")]
    [InlineData("(85~4@0.3,keep:a_b,0)~7@0.0001")]
    [InlineData("((1,2,0.5),(3,4,0.25),1)")]
    public void An_address_is_read_and_written_again_as_it_was(string text) => Assert.Equal(text, LatentAddress.Parse(text).ToString());

    [Fact]
    public void What_was_read_twice_is_the_same_point() => Assert.Equal(LatentAddress.Parse("(85~4@0.3,2,0.5)"), LatentAddress.Parse("(85~4@0.30,2,0.50)"));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("4294967296")]
    [InlineData("99999999999999999999999")]
    [InlineData("1.5")]
    [InlineData("85~")]
    [InlineData("85~4")]
    [InlineData("85~4@")]
    [InlineData("85~4@2")]
    [InlineData("85~4@-0.1")]
    [InlineData("85~4@NaN")]
    [InlineData("85~4@1e-3")]
    [InlineData("85~1000@0.1")]
    [InlineData("85 ")]
    [InlineData("85)")]
    [InlineData("(85,90)")]
    [InlineData("(85,90,0.5")]
    [InlineData("(85,90,1.5)")]
    [InlineData("keep:")]
    [InlineData("keep:../../etc/passwd")]
    [InlineData("keep:.hidden")]
    [InlineData("keep:a/b")]
    [InlineData("keep:a\0b")]
    [InlineData("~4@0.3")]
    [InlineData("((((((((((1,1,0),1,0),1,0),1,0),1,0),1,0),1,0),1,0),1,0),1,0)")]
    public void What_is_no_address_is_refused_in_one_sentence(string text)
    {
        var refusal = Assert.Throws<StudioException>(() => LatentAddress.Parse(text));
        Assert.Contains("expected a seed such as 85", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused_before_it_is_read()
    {
        var text = "1" + string.Concat(Enumerable.Repeat("~1@0.1", 2000));
        Assert.Contains("12001 letters", Assert.Throws<StudioException>(() => LatentAddress.Parse(text)).Message, StringComparison.Ordinal);
        Assert.Throws<StudioException>(() => LatentAddress.Parse(new string('(', LatentAddress.MostLetters)));
    }

    [Fact]
    public void Nonsense_of_any_kind_is_refused_or_read_and_never_something_else()
    {
        var random = new Random(1);
        const string Signs = "0123456789~@().,:;keep-_ %\0\n帽";
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(0, 24)).Select(_ => Signs[random.Next(Signs.Length)])]);
            try
            {
                var read = LatentAddress.Parse(text);
                Assert.Equal(read, LatentAddress.Parse(read.ToString()));
            }
            catch (StudioException)
            {
                // Refused, in a sentence.
            }
        }
    }

    [Fact]
    public void The_way_begins_at_the_seed_and_ends_here() =>
        Assert.Equal(["85", "85~4@0.3", "85~4@0.3~1@0.2"], LatentAddress.Parse("85~4@0.3~1@0.2").Way().Select(static one => one.ToString()));

    [Fact]
    public void A_path_can_be_walked_on_until_it_is_full_and_what_is_full_is_still_an_address()
    {
        LatentAddress at = new LatentAddress.OfSeed(85);
        while (!at.IsFull)
            at = at.Step(999, 0.1234);
        Assert.Equal(at, LatentAddress.Parse(at.ToString()));
    }
}
