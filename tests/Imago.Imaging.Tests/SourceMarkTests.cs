using System.Text;
using Imago.Imaging.Provenance;

namespace Imago.Imaging.Tests;

public class SourceMarkTests
{
    [Theory]
    [InlineData("iloc")]
    [InlineData("pitm")]
    [InlineData("iinf")]
    public void An_avif_with_an_empty_box_is_refused(string empty)
    {
        static byte[] Box(string type, params byte[] body) => [0, 0, 0, (byte)(8 + body.Length), .. Encoding.ASCII.GetBytes(type), .. body];
        byte[] inner = [.. new (string Type, byte[] Body)[] { ("iinf", [0, 0, 0, 0, 0, 0]), ("iloc", [0, 0, 0, 0, 0x44, 0, 0, 0]), ("pitm", [0, 0, 0, 0, 0, 1]) }
            .SelectMany(one => Box(one.Type, one.Type == empty ? [] : one.Body))];
        byte[] file = [.. Box("ftyp", 0x61, 0x76, 0x69, 0x66), .. Box("meta", [0, 0, 0, 0, .. inner])];
        Assert.Contains("cannot be marked", Assert.Throws<PictureException>(() => SourceMark.Put(file, PictureFormat.Avif)).Message, StringComparison.Ordinal);
    }
}
