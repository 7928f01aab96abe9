using Imago.Training.Data;
using Imago.Training.Data.Import;

namespace Imago.Training.Tests.Data;

/// <summary>Data sets that are as large as a time allows.</summary>
public sealed class TakeForTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Painting_ends_with_its_time_and_leaves_a_whole_data_set()
    {
        var result = PaintedDataset.Paint(new PaintOptions { Dest = _folder["a.zip"], Count = PaintOptions.MaxCount, Resolution = 8, TakeFor = TimeSpan.FromSeconds(0.3) });
        Assert.InRange(result.Count, 1, PaintOptions.MaxCount / 10);
        using var set = new ImageDataset(_folder["a.zip"]);
        Assert.Equal(result.Count, set.Count);
    }

    [Fact]
    public void Packing_ends_with_its_time_and_tells_the_fate_of_what_it_did_not_take()
    {
        for (var i = 0; i < 20; i++) _folder.Write($"in/{i:00}.png", Some.Png(i));
        var result = DatasetPacker.Pack(new PackOptions { Source = _folder["in"], Dest = _folder["out"], Resolution = 16, TakeFor = TimeSpan.Zero });
        Assert.Equal((1, 19), (result.Taken, result.Skipped));
        Assert.Equal(20, File.ReadLines(Path.Combine(_folder["out"], CurationLine.FileName)).Count());
        using var set = new ImageDataset(_folder["out"]);
        Assert.Equal(1, set.Count);
    }
}
