using Imago.Gallery.Pages;
using Imago.Imaging;

namespace Imago.Gallery.Tests.Pages;

public class OrderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(4097)]
    public void A_shuffle_has_each_place_once_and_another_key_gives_another_order(int count)
    {
        var orders = Enumerable.Range(0, 20).Select(key => Enumerable.Range(0, count).Select(place => new Shuffle(count, (uint)key)[place]).ToArray()).ToArray();
        Assert.All(orders, order => Assert.Equal(Enumerable.Range(0, count), order.Order()));
        if (count >= 64)
        {
            Assert.Equal(20, orders.Select(static order => string.Join(',', order)).Distinct().Count());
            // Neighbours do not stay together: of pairs one apart, as few as by chance stay one apart.
            var together = orders.Sum(static order => order.Zip(order.Skip(1)).Count(static pair => Math.Abs(pair.First - pair.Second) == 1));
            Assert.InRange(together, 0, 20 * 2 * 4);
        }
    }

    [Theory] // the colours' names in CSS
    [InlineData("#000000", "black")]
    [InlineData("#ffffff", "white")]
    [InlineData("#808080", "grey")]
    [InlineData("#ff0000", "red")]
    [InlineData("#ffa500", "orange")]
    [InlineData("#8b4513", "brown")]
    [InlineData("#f5f5dc", "white")]
    [InlineData("#d2b48c", "beige")]
    [InlineData("#ffd700", "yellow")]
    [InlineData("#228b22", "green")]
    [InlineData("#006400", "dark-green")]
    [InlineData("#40e0d0", "turquoise")]
    [InlineData("#87ceeb", "light-blue")]
    [InlineData("#4169e1", "blue")]
    [InlineData("#191970", "dark-blue")]
    [InlineData("#8a2be2", "violet")]
    [InlineData("#ffc0cb", "pink")]
    [InlineData("#800000", "dark-red")]
    [InlineData("#808000", "olive")]
    public void A_colour_has_the_name_that_people_give_it(string colour, string name) => Assert.Equal(name, ColourNames.Of(Colour.Parse(colour)));
}
