using Imago.Networks;

namespace Imago.Latent.Tests;

public sealed class StyleLayersTests
{
    [Theory]
    [InlineData(128, "coarse", "0,1,2,3")]
    [InlineData(128, "middle", "4,5,6,7")]
    [InlineData(128, "fine", "8,9,10,11")]
    [InlineData(1024, "fine", "8,9,10,11,12,13,14,15,16,17")]
    [InlineData(16, "middle", "4,5")]
    [InlineData(16, "all", "0,1,2,3,4,5")]
    [InlineData(128, "0-6", "0,1,2,3,4,5,6")]
    [InlineData(128, "9, 1,3-4,coarse", "0,1,2,3,4,9")]
    public void Names_and_numbers_become_indices_of_ws(int resolution, string text, string expected) =>
        Assert.Equal(expected, string.Join(",", StyleLayers.Parse(text, new() { ImgResolution = resolution })));

    [Theory]
    [InlineData("12", "has the ws 0 to 11")]
    [InlineData("3-12", "'3-12', and a picture of this network has the ws 0 to 11")]
    [InlineData("6-4", "'6-4': expected coarse")]
    [InlineData("rough", "'rough'")]
    [InlineData("", "''")]
    [InlineData("1-2-3", "'1-2-3'")]
    [InlineData("-1", "'-1'")]
    public void Anything_else_is_refused(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => StyleLayers.Parse(text, new() { ImgResolution = 128 })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_small_network_has_no_fine_layers() =>
        Assert.Contains("'fine', and a picture of this network has the ws 0 to 5", Assert.Throws<ArgumentException>(() => StyleLayers.Parse("fine", new() { ImgResolution = 16 })).Message, StringComparison.Ordinal);
}
