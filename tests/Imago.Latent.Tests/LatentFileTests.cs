using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Latent.Tests;

public sealed class LatentFileTests : LeakCheck
{
    private static IReadOnlyList<LatentCode> Read(string path, int cDim = 0, bool force = false)
    {
        using var generator = Some.Generator(cDim);
        return LatentFile.Read(path, generator, force);
    }

    [Fact]
    public void Z_with_labels_and_w_are_read_in_any_floating_point_type()
    {
        using var scope = TensorScope.Open();
        var z = Some.Numbers(2 * 24);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            var read = Read(Some.File(At("z"), ("z", Tensor.From(z, 2, 24).To(type)), ("c", Tensor.Eye(3).Slice(0, 0, 2).Clone())), 3);
            Assert.Equal([LatentSpace.Z, LatentSpace.Z], read.Select(one => one.Space));
            Assert.Equal(z, read.SelectMany(one => one.Values));
            Assert.Equal([1, 0, 0, 0, 1, 0], read.SelectMany(one => one.Label!));
            Assert.Equal(["latent 0", "latent 1"], read.Select(one => one.Name));
        }
        var half = Read(Some.File(At("h"), ("w", Tensor.Ones([3, 6, 20], ScalarType.BFloat16)), ("else", Tensor.Ones([1]))));
        Assert.Equal(3, half.Count);
        Assert.All(half, one => Assert.Equal((LatentSpace.W, 120f, true, true), (one.Space, one.Values.Sum(), one.Label is null, one.Seed is null)));
    }

    [Fact]
    public void What_is_written_is_read_again_with_seeds_names_and_labels()
    {
        using var generator = Some.Generator(3);
        LatentCode[] written = [LatentCode.OfSeed(85, 24) with { Label = [0, 1, 0] }, new(LatentSpace.Z, Some.Numbers(24), [1, 0, 0]) { Name = "grandfather" }];
        LatentFile.Write(At("z.safetensors"), written, generator);
        var read = LatentFile.Read(At("z.safetensors"), generator);
        Assert.Equal(written.Select(one => (one.Space, one.Seed, one.Name)), read.Select(one => (one.Space, one.Seed, one.Name)));
        Assert.Equal(written.SelectMany(one => one.Values), read.SelectMany(one => one.Values));
        Assert.Equal(written.SelectMany(one => one.Label!), read.SelectMany(one => one.Label!));
        Assert.Throws<ArgumentException>(() => LatentFile.Write(At("z.safetensors"), [written[0], new(LatentSpace.W, new float[120])], generator));
        Assert.Throws<ArgumentException>(() => LatentFile.Write(At("z.safetensors"), [], generator));
    }

    [Fact]
    public void Latents_of_another_network_are_refused_unless_they_are_wanted_all_the_same()
    {
        using var generator = Some.Generator();
        LatentFile.Write(At("w.safetensors"), [new(LatentSpace.W, Some.Numbers(120))], generator);
        using var other = Some.Generator();
        Assert.Single(LatentFile.Read(At("w.safetensors"), other)); // the same weights
        using (Autograd.NoGrad())
            other.Mapping.WAvg!.ZeroInPlace();
        var error = Assert.Throws<LatentException>(() => LatentFile.Read(At("w.safetensors"), other));
        Assert.Contains($"belongs to the network {Networks.Formats.NetworkFingerprint.Of(generator)}, and this one is {Networks.Formats.NetworkFingerprint.Of(other)}", error.Message, StringComparison.Ordinal);
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        Assert.Single(LatentFile.Read(At("w.safetensors"), other, force: true));
    }

    // What numpy 1.24's savez and savez_compressed write for np.arange(120, dtype).reshape(1, 6, 20) as w.
    [Theory]
    [InlineData("f4", false)]
    [InlineData("f8", false)]
    [InlineData("f4", true)]
    public void The_file_of_the_official_projector_is_read(string type, bool compressed)
    {
        var numbers = Enumerable.Range(0, 120).Select(i => (float)i).ToArray();
        Npz(At("projected_w.npz"), "w", $"{{'descr': '<{type}', 'fortran_order': False, 'shape': (1, 6, 20), }}", type == "f4"
            ? MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray() : MemoryMarshal.AsBytes(Array.ConvertAll(numbers, x => (double)x).AsSpan()).ToArray(), compressed);
        var read = Assert.Single(Read(At("projected_w.npz")));
        Assert.Equal(LatentSpace.W, read.Space);
        Assert.Equal(numbers, read.Values);
    }

    [Theory]
    [InlineData("ws", "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 6, 20), }", 480, "holds ws.npy, expected w.npy")]
    [InlineData("w", "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 6, 20), }", 480, "C order")]
    [InlineData("w", "{'descr': '|O', 'fortran_order': False, 'shape': (1, 6, 20), }", 480, "float32 or float64")]
    [InlineData("w", "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 6, 20), }", 476, "cannot be read")]
    [InlineData("w", "{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999, 99999), }", 480, "99999")]
    [InlineData("w", "{'descr': '<f4', 'fortran_order': False, 'shape': (6, 20), }", 480, "[6, 20], this network expects [N, 6, 20]")]
    public void Any_other_npz_is_refused_in_one_sentence(string name, string header, int bytes, string expected)
    {
        Npz(At("f.npz"), name, header, new byte[bytes], false);
        Assert.Contains(expected, Assert.Throws<LatentException>(() => Read(At("f.npz"))).Message, StringComparison.Ordinal);
    }

    private static void Npz(string path, string name, string header, byte[] values, bool compressed)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using var entry = zip.CreateEntry(name + ".npy", compressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
        var padded = header.PadRight(((header.Length + 10 + 64) / 64 * 64) - 11) + "\n";
        entry.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)(padded.Length % 256), (byte)(padded.Length / 256), .. Encoding.ASCII.GetBytes(padded), .. values]);
    }

    public static TheoryData<string, string, long[], ScalarType, string> Refusals => new()
    {
        { "x", "", [1], ScalarType.Float32, "holds x, expected either z [N, 24] or w [N, 6, 20]" },
        { "z", "w", [1, 24], ScalarType.Float32, "holds both z and w" },
        { "z", "", [2, 23], ScalarType.Float32, "z has the shape [2, 23], this network expects [N, 24]" },
        { "z", "", [24], ScalarType.Float32, "[24]" },
        { "z", "", [0, 24], ScalarType.Float32, "[0, 24]" },
        { "z", "", [1, 24], ScalarType.Int64, "of type I64, expected floating-point numbers" },
        { "w", "", [2, 20], ScalarType.Float32, "w has the shape [2, 20], this network expects [N, 6, 20]" },
        { "w", "", [2, 8, 20], ScalarType.Float32, "[2, 8, 20]" },
        { "z", "c", [1, 24], ScalarType.Float32, "the network has none: leave out c" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Any_other_file_is_refused_in_one_sentence(string first, string second, long[] shape, ScalarType type, string expected)
    {
        var path = Some.File(At("f.safetensors"), [.. new[] { first, second }.Where(name => name.Length > 0).Select(name => (name, Tensor.Ones(shape, type)))]);
        var error = Assert.Throws<LatentException>(() => Read(path));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void A_number_that_is_not_finite_is_refused_with_its_row(double value, string expected)
    {
        var numbers = Tensor.Zeros([3, 24]);
        using (TensorScope.Open())
            numbers.Select(0, 2).CopyFrom(Tensor.Full([24], value));
        var error = Assert.Throws<LatentException>(() => Read(Some.File(At("f"), ("z", numbers))));
        Assert.Contains($"holds {(value > 0 ? "∞" : expected)}", error.Message.Replace("Infinity", "∞", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("row 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_of_another_count_and_a_file_that_is_none_are_refused()
    {
        var path = Some.File(At("f"), ("z", Tensor.Ones([2, 24])), ("c", Tensor.Ones([3, 3])));
        Assert.Contains("c has the shape [3, 3], this network expects [2, 3]", Assert.Throws<LatentException>(() => Read(path, 3)).Message, StringComparison.Ordinal);
        File.WriteAllText(At("text"), "no tensors at all");
        Assert.Throws<SafeTensorsException>(() => Read(At("text")));
        Assert.Throws<SafeTensorsException>(() => Read(At("missing")));
    }
}
