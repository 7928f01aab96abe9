using System.Text;
using Imago.Tests;
using Imago.Training.Data;
using Imago.Training.Data.Import;

namespace Imago.Training.Tests.Data;

/// <summary>Damaged data sets, by thousands of seeded mutations. IMAGO_FUZZ_MINUTES makes them go on for longer.</summary>
public sealed class DatasetFuzzTests : IDisposable
{
    private const int TestsOfThisKind = 2;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_mutated_data_set_zip_is_refused_or_read()
    {
        for (var i = 0; i < 3; i++) _folder.Write($"in/{"ab"[i % 2]}/{i}.png", Some.Png(i));
        DatasetPacker.Pack(new PackOptions { Source = _folder["in"], Dest = _folder["a.zip"], Resolution = 4, SubfoldersAsLabels = true });
        var zip = File.ReadAllBytes(_folder["a.zip"]);
        foreach (var seed in Mutations.Seeds(TestsOfThisKind))
            Mutations.Survives($"seed {seed}", Mutations.Of(zip, seed), bytes =>
            {
                File.WriteAllBytes(_folder["b.zip"], bytes);
                using var set = new ImageDataset(_folder["b.zip"], new() { Labels = true });
                if (seed % 10 != 0) return;
                var pixels = new byte[set.PictureBytes];
                for (var i = 0; i < set.Count; i++) set.Read(i, pixels);
            }, static e => e is DatasetException);
        Assert.Equal(["a.zip", "b.zip", "in"], Directory.GetFileSystemEntries(_folder[""]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_mutated_dataset_json_is_refused_or_read()
    {
        byte[][] files =
        [
            Encoding.UTF8.GetBytes("""{"labels": [["00000/img00000000.png", 3], ["00000/img00000001.png", 0], ["ü", 12]], "classes": ["a", "b", "c", "d"]}"""),
            Encoding.UTF8.GetBytes("""{"labels": [["a.png", [0.5, 1e3, -2]], ["b.png", [1, 2, 3]]]}"""),
        ];
        foreach (var seed in Mutations.Seeds(TestsOfThisKind))
            Mutations.Survives($"seed {seed}", Mutations.Of(files[seed % 2], seed), static bytes => LabelTable.Read(bytes, "dataset.json"), static e => e is DatasetException);
    }
}
