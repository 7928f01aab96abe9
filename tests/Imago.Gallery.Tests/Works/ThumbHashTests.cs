using System.Text.Json;
using Imago.Gallery.Works;
using Imago.Imaging;

namespace Imago.Gallery.Tests.Works;

/// <summary>Numbers of the form's own program, npm's thumbhash 0.1.1, lie in thumbhash.json; thumbhash.mjs made them. Their pictures have 32 pixels on the longer side, so nothing is resized.</summary>
public class ThumbHashTests
{
    [Fact]
    public void Bytes_and_pictures_are_those_of_the_program_that_defines_the_form()
    {
        var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "thumbhash.json"))).RootElement;
        Assert.Equal(6, cases.GetArrayLength());
        foreach (var one in cases.EnumerateArray())
        {
            var hash = one.GetProperty("hash").GetBytesFromBase64();
            var (width, height) = (one.GetProperty("width").GetInt32(), one.GetProperty("height").GetInt32());
            Assert.Equal(Convert.ToHexString(hash), Convert.ToHexString(ThumbHash.Of(new Picture(width, height, 3, one.GetProperty("rgb").GetBytesFromBase64()))));
            var (back, ours) = (one.GetProperty("back"), ThumbHash.ToPicture(hash));
            Assert.Equal((back.GetProperty("width").GetInt32(), back.GetProperty("height").GetInt32()), (ours.Width, ours.Height));
            Assert.All(back.GetProperty("rgb").GetBytesFromBase64().Zip(ours.Pixels), static pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        }
    }
}
