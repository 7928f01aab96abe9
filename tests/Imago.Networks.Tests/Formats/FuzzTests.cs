using Imago.Networks.Formats;
using Imago.Networks.Formats.Pickles;
using Imago.Networks.Tests.Formats.Pickles;
using Imago.Tests;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Networks.Tests.Formats;

/// <summary>Damaged network files: every prefix of small ones, and thousands of seeded mutations. IMAGO_FUZZ_MINUTES makes them go on for longer.</summary>
public sealed class FuzzTests : IDisposable
{
    private const int TestsOfThisKind = 6;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("imago-test-");

    private string File(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_prefix_of_a_pickle_is_refused_or_read(int protocol)
    {
        foreach (var pickle in new[] { PicklesOfPython.Values(protocol), PicklesOfPython.Arrays(protocol) })
            for (var length = 0; length < pickle.Length; length++)
                Mutations.Survives($"the first {length} bytes", pickle[..length], Pickle, static e => e is PickleException);
    }

    [Fact]
    public void Every_prefix_of_a_torch_file_is_refused()
    {
        var file = TorchFile();
        for (var length = 0; length < file.Length; length++)
            Mutations.Survives($"the first {length} bytes", file[..length], bytes => CheckpointFile.Of("x", bytes).Dispose(), static e => e is NetworkException);
    }

    [Fact]
    public void Every_prefix_of_a_network_of_another_program_is_refused() => Assert.All(Networks(), static network =>
        Parallel.ForEach(Enumerable.Range(0, network.Bytes.Length).Where(length => network.Bytes.Length < 25_000 || Mutations.ForLonger || length % 8 == 0), length =>
            Mutations.Survives($"the first {length} bytes of {network.Name}", network.Bytes[..length], static bytes => CheckpointFile.Of("x", bytes).Dispose(), static e => e is NetworkException)));

    [Fact]
    public void A_mutated_network_of_another_program_is_refused_or_read()
    {
        var networks = Networks();
        Assert.Equal(5, networks.Count);
        Parallel.ForEach(Mutations.Seeds(TestsOfThisKind), seed =>
        {
            var (name, bytes) = networks[seed % networks.Count];
            Mutations.Survives($"seed {seed} of {name}", Mutations.Of(bytes, seed), static damaged =>
            {
                using var opened = CheckpointFile.Of("x", damaged);
                if (opened.Parts.GeneratorEma is not null) opened.Networks(NetworkParts.Discriminator | NetworkParts.Trained).Dispose();
            }, static e => e is NetworkException);
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_mutated_pickle_is_refused_or_read(int protocol)
    {
        byte[][] pickles = [PicklesOfPython.Values(protocol), PicklesOfPython.Arrays(protocol)];
        foreach (var seed in Mutations.Seeds(TestsOfThisKind))
            Mutations.Survives($"seed {seed}", Mutations.Of(pickles[seed % 2], seed), Pickle, static e => e is PickleException);
    }

    [Fact]
    public void A_mutated_torch_file_is_refused_or_read()
    {
        var file = TorchFile();
        foreach (var seed in Mutations.Seeds(TestsOfThisKind))
            Mutations.Survives($"seed {seed}", Mutations.Of(file, seed), bytes =>
            {
                using var opened = CheckpointFile.Of("x", bytes);
                if (seed % 20 == 0) opened.Networks().Dispose();
            }, static e => e is NetworkException);
    }

    [Fact]
    public void A_safetensors_file_with_a_mutated_header_is_refused_or_read()
    {
        using var network = Small();
        NetworkFile.Write(File("a.safetensors"), network.Generator, null, network.Training);
        var file = System.IO.File.ReadAllBytes(File("a.safetensors"));
        var header = 8 + (int)BitConverter.ToInt64(file);
        foreach (var seed in Mutations.Seeds(TestsOfThisKind))
            Mutations.Survives($"seed {seed}", [.. Mutations.Of(file[..header], seed), .. file[header..]], bytes =>
            {
                System.IO.File.WriteAllBytes(File("b.safetensors"), bytes);
                using var opened = CheckpointFile.Open(File("b.safetensors"));
                if (seed % 20 == 0) opened.Networks().Dispose();
            }, static e => e is NetworkException or SafeTensorsException);
    }

    private static List<(string Name, byte[] Bytes)> Networks() =>
        [.. new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "Networks")).GetFiles().Select(static file => (file.Name, System.IO.File.ReadAllBytes(file.FullName)))];

    private static void Pickle(byte[] bytes)
    {
        var value = new PickleReader(new ByteSlice(bytes), new PickleBudget(bytes.Length)).Read();
        using var scope = TensorScope.Open();
        if (value is PickleDict dict)
            foreach (var (_, entry) in dict.Entries)
                if (entry is NumpyArray { Array: { } array }) PickleTensors.Read(array);
    }

    private byte[] TorchFile()
    {
        using var network = Small();
        Rosinality.Write(File("a.pt"), network);
        return System.IO.File.ReadAllBytes(File("a.pt"));
    }

    private static Network Small()
    {
        using var random = new RandomGenerator(1);
        var options = new GeneratorOptions { ImgResolution = 8, ZDim = 4, WDim = 4, LayerFeatures = 4, MappingLayers = 1, ChannelBase = 16, ChannelMax = 2 };
        return new Network(new Generator(options, random), null, new TrainingRecord());
    }
}
