using Imago.Studio.Texts;
using Imago.Studio.Training;

namespace Imago.Studio.Tests.Training;

public sealed class SpanTests
{
    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(40, "40 s")]
    [InlineData(59 * 60, "59 min")]
    [InlineData(3599, "1 h 0 min")]
    [InlineData(11_999, "3 h 20 min")]
    [InlineData(86_399, "1 d 0 h")]
    [InlineData(300_000, "3 d 11 h")]
    public void Times_are_told_in_their_two_largest_units(double seconds, string expected) => Assert.Equal(expected, Span.Of(new Words("en"), TimeSpan.FromSeconds(seconds)));
}
