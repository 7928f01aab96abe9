using System.Globalization;
using Imago.Studio.Shell;
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
    public void Times_are_told_in_their_two_largest_units(double seconds, string expected) => Assert.Equal(expected, Span.Of(Languages.Texts.In("en"), TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_moment_of_another_day_has_its_date_and_however_far_it_is_it_can_be_told()
    {
        var now = DateTimeOffset.Now;
        Assert.Equal(now.ToString("HH:mm", CultureInfo.InvariantCulture), Span.At(now));
        Assert.Equal(now.AddDays(3).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), Span.At(now.AddDays(3)));
        Assert.StartsWith("30", Span.At(now + new TrainingSpeed(50, "run", null).For(1e300)), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, Span.OfSeconds(-1));
    }
}
