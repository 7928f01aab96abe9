using Imago.Latent.Labels;

namespace Imago.Latent.Tests.Labels;

public sealed class LabelFileTests : LeakCheck
{
    [Fact]
    public void Words_are_read_from_their_columns_and_files_stand_beside_the_table()
    {
        // Commas, quotation marks and line ends within quotation marks (RFC 4180), Windows' line ends, an empty line, and none at the end.
        var read = Read("file,title,artist,tags\r\na.jpg,\"Dancers, \"\"resting\"\"\",Monet,Dancing|Women\r\n\r\n\"b,1.jpg\",\"Éva\nsea\",\"\",\"\"");
        Assert.Equal([At("a.jpg"), At("b,1.jpg")], read.Select(static one => one.File));
        Assert.Equal(["dancers", "dancing", "resting", "women"], read[0].Words.Order(StringComparer.Ordinal));
        Assert.Equal(["sea", "éva"], read[1].Words.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "line 1: there is no column 'file'")]
    [InlineData("name,title\na.jpg,Sea\n", "line 1: there is no column 'file'")]
    [InlineData("file,artist\na.jpg,Monet\n", "line 1: there is no column of words")]
    [InlineData("file,title\na.jpg,\"two\nlines\"\nb.jpg\n", "line 4: there are 1 columns, expected 2")]
    [InlineData("file,title\na.jpg,\"Sea\nb.jpg,Land\n", "line 2: a quotation mark is opened and not closed")]
    public void What_is_no_such_table_is_refused_with_its_line(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<LatentException>(() => Read(text)).Message, StringComparison.Ordinal);

    private IReadOnlyList<LabelledPicture> Read(string text)
    {
        File.WriteAllText(At("labels.csv"), text);
        return LabelFile.Read(At("labels.csv"));
    }
}
