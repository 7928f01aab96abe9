using System.Globalization;
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

    // Imago is built without the cultures' own calendars: a name of a weekday could not be written.
    [Fact]
    public void A_moment_of_another_day_is_told_with_its_date()
    {
        var today = DateTime.Today.AddHours(12);
        Assert.Equal("12:00", Span.At(today));
        Assert.Equal(today.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " 12:00", Span.At(today.AddDays(1)));
    }
}
