using Imago.Imaging;
using Imago.Studio.Datasets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Imago.Studio.Tests.Datasets;

public sealed class PackChoiceTests
{
    private static readonly PackChoice s_choice = new() { Resolution = 512, Transform = "center-crop-tall", Filter = "box", Background = "#102030", Channels = 1, SubfoldersAsLabels = true, SkipDuplicates = true };

    [Fact]
    public void What_is_chosen_is_what_the_preview_shows()
    {
        var options = PackChoice.Read(Query(s_choice.Query(allGrey: false)));
        Assert.Equal((512, Fit.CenterCropTall, ResizeFilter.Box, new Colour(0x10, 0x20, 0x30), 1), (options.Resolution, options.Transform, options.Filter, options.Background, options.Channels));
        Assert.Equal(3, PackChoice.Read(Query(new PackChoice().Query(allGrey: false))).Channels);
        Assert.Equal(1, PackChoice.Read(Query(new PackChoice().Query(allGrey: true))).Channels);
    }

    [Fact]
    public void What_is_chosen_is_what_is_packed() => Assert.Equal(
        "dataset pack --source in --dest datasets/a.zip --resolution 512 --transform center-crop-tall --resize-filter box --background #102030 --channels 1 --subfolders-as-labels --skip-duplicates",
        string.Join(' ', s_choice.Command("in", "datasets/a.zip")));

    [Theory]
    [InlineData("resolution", "500")]
    [InlineData("resolution", "99999999999")]
    [InlineData("transform", "stretch")]
    [InlineData("filter", "")]
    [InlineData("background", "<script>")]
    [InlineData("channels", "0")]
    public void An_address_that_asks_for_anything_else_is_refused(string name, string value)
    {
        var query = QueryHelpers.ParseQuery(s_choice.Query(allGrey: false));
        query[name] = value;
        Assert.Contains($"'{value}'", Assert.Throws<StudioException>(() => PackChoice.Read(new QueryCollection(query))).Message, StringComparison.Ordinal);
    }

    private static QueryCollection Query(string text) => new(QueryHelpers.ParseQuery(text));
}
