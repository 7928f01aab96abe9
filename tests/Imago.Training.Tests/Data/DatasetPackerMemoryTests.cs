using System.Text.Json;
using Imago.Imaging;
using Imago.Training.Data;
using Imago.Training.Data.Import;

namespace Imago.Training.Tests.Data;

/// <summary>What packing takes of the process's memory, which other tests would take of too.</summary>
[Collection(nameof(Quality.Alone))]
public sealed class DatasetPackerMemoryTests
{
    [Fact]
    public void Memory_stays_flat_however_many_the_pictures()
    {
        using var folder = new TempFolder();
        long Highest(int pictures)
        {
            // 1.4 MB each once decoded, 0.2 MB each as packed: kept together they would be seen
            var one = Some.Jpeg(1, 800, 600);
            for (var i = 0; i < pictures; i++) folder.Write($"source{pictures}/{i:0000}.jpg", one);
            var highest = 0L;
            DatasetPacker.Pack(new() { Source = folder[$"source{pictures}"], Dest = folder[$"{pictures}.zip"], Threads = 4 }, progress =>
            {
                if (progress.Done % 20 == 0) highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true) + ImagingLibrary.Memory.Now);
            });
            return highest;
        }

        var (few, many) = (Highest(60), Highest(600));

        Assert.True(many < few + 16_000_000, $"60 pictures: {few:N0} bytes, 600 pictures: {many:N0} bytes");
    }
}
