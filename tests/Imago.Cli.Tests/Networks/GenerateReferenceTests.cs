using System.Globalization;
using Imago.Imaging;
using Imago.Networks.Formats;
using Imago.Reference.Tests;
using Imago.Reference.Tests.Handlers;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Cli.Tests.Networks;

/// <summary>The whole way as a user goes it: a network file, a file of latents, the command, and the reference's numbers in the files that it writes.</summary>
public sealed class GenerateReferenceTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (_, file, subcase) in FixtureFolder.Cases.Where(one => one.Kind == "generator"))
                rows.Add(file, subcase);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_command_writes_the_numbers_and_bytes_of_the_reference(string file, string subcase)
    {
        using var folder = new TempFolder();
        var (net, latents, numbers, pictures) = (At(folder, "net.safetensors"), At(folder, "z.safetensors"), At(folder, "image.safetensors"), At(folder, "out"));
        using var scope = TensorScope.Open();
        using var opened = FixtureFile.Open(Path.Combine(FixtureFolder.Path, file));
        var one = opened.Case(subcase);
        using (var generator = NetworkHandlers.LoadedGenerator(one))
            NetworkFile.Write(net, generator, null, new TrainingRecord { Data = "random" });
        SafeTensorsWriter.Write(latents, [.. one.Inputs.Where(name => name is "z" or "c").Select(name => SafeTensors.Item(name, one.In(name)))]);

        List<string> words = ["generate", "--network", net, "--latents", latents, "--save-tensor", numbers, "--outdir", pictures, "--device", "cpu",
            "--trunc", one.Options.Number("truncation_psi", 1).ToString(CultureInfo.InvariantCulture), "--noise-mode", one.Options.Text("noise_mode", "const")];
        if (one.Options.Whole("truncation_cutoff") is { } cutoff)
            words.AddRange(["--trunc-cutoff", cutoff.ToString(CultureInfo.InvariantCulture)]);
        var run = await InProcess.RunAsync([.. words]);
        Assert.True(run.ExitCode == 0, run.Error);

        using var written = SafeTensorsFile.Open(numbers);
        one.Check("img", written.Read("image"));
        if (one.Expects("img_uint8"))
            one.Check("img_uint8", Tensor.Stack([.. Enumerable.Range(0, (int)one.In("z").Size(0)).Select(index => Pixels(At(folder, $"out/proj{index:00}.png")))]));
        Assert.All(one.Comparisons, comparison => Assert.True(comparison.Holds, comparison.ToString()));
        Assert.NotEmpty(one.Comparisons);

        // The same through w, the mapping network's result in the case.
        SafeTensorsWriter.Write(latents, [SafeTensors.Item("w", one.Expected("ws"))]);
        run = await InProcess.RunAsync("generate", "--network", net, "--latents", latents, "--save-tensor", At(folder, "again.safetensors"), "--device", "cpu", "--noise-mode", one.Options.Text("noise_mode", "const"));
        Assert.True(run.ExitCode == 0, run.Error);
        using var again = SafeTensorsFile.Open(At(folder, "again.safetensors"));
        one.Check("img", again.Read("image"));
        Assert.True(one.Comparisons[^1].Holds, one.Comparisons[^1].ToString());
    }

    [Fact]
    public void The_cases_are_there() => Assert.NotEmpty(Cases);

    private static string At(TempFolder folder, string name) => Path.Combine(folder.Path, name);

    /// <summary>[H, W, C].</summary>
    private static Tensor Pixels(string path) => PictureReader.Decode(path) is var picture ? Tensor.From(picture.Pixels, picture.Height, picture.Width, picture.Channels) : null!;
}
