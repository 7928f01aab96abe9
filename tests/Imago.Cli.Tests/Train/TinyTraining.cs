using System.Text;
using Imago.Imaging;
using Imago.Training.Run;

namespace Imago.Cli.Tests.Train;

/// <summary>A data set of 24 labelled 16 x 16 pictures, and the words for a training of 24 batches with a snapshot every second one.</summary>
public sealed class TinyTraining : IAsyncLifetime, IDisposable
{
    private const int Pictures = 24;
    private readonly TempFolder folder = new();

    /// <summary>Pictures that the whole training shows.</summary>
    internal const int Nimg = 192;

    internal string Data => folder.Path + "/tiny";

    /// <summary>The run that was never stopped.</summary>
    internal RunFolder Unstopped { get; private set; } = null!;

    internal static string[] Size { get; } =
        ["--batch", "8", "--cbase", "256", "--cmax", "16", "--threads", "1", "--tick", "0.016", "--snap", "1", "--metric-pictures", "0", "--preview-pictures", "4"];

    /// <summary>Everything but --outdir: labels, gradient accumulation, an augmentation that moves.</summary>
    internal string[] Words => ["train", "--data", Data, "--kimg", "0.192", .. Size, "--cond", "--batch-gpu", "4", "--aug", "ada", "--target", "-0.9"];

    /// <summary>A folder of this name.</summary>
    internal string Out(string name) => Path.Combine(folder.Path, name);

    /// <summary>The only run in a folder.</summary>
    internal static RunFolder RunIn(string outdir) => RunFolder.Open(Assert.Single(RunsIn(outdir))).Folder;

    /// <summary>The runs in a folder; one that is being made has a hidden name.</summary>
    internal static string[] RunsIn(string outdir) =>
        Directory.Exists(outdir) ? [.. Directory.GetDirectories(outdir).Where(path => Path.GetFileName(path)[0] != '.')] : [];

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Data);
        var random = new Random(5);
        for (var i = 0; i < Pictures; i++)
        {
            var pixels = new byte[16 * 16 * 3];
            random.NextBytes(pixels);
            PictureWriter.Save($"{Data}/{i:00}.png", new Picture(16, 16, 3, pixels));
        }
        var labels = Enumerable.Range(0, Pictures).Select(i => $"[\"{i:00}.png\", {i % 2}]");
        await File.WriteAllTextAsync($"{Data}/dataset.json", $$"""{"labels": [{{string.Join(",", labels)}}]}""", Encoding.UTF8);

        using var program = RealProgram.Imago(null, [.. Words, "--outdir", Out("unstopped")]);
        var outcome = await program.EndAsync();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Unstopped = RunIn(Out("unstopped"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => folder.Dispose();
}
