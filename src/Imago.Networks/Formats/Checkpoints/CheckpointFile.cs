using System.Numerics;
using Imago.Networks.Formats.Pickles;
using Imago.Torch;
using Imago.Torch.Formats;
using Microsoft.Win32.SafeHandles;

namespace Imago.Networks.Formats;

/// <summary>A file of networks, opened: what kind it is and what it holds are known, the tensors are still in the file.</summary>
internal sealed class CheckpointFile : IDisposable
{
    private const int CentreSamples = 10_000, CentreBatch = 1_000, Always = 16 << 20;

    private readonly IDisposable _file;
    private readonly long _length;

    private CheckpointFile(string path, IDisposable file, long length, CheckpointParts parts) => (Path, _file, _length, Parts) = (path, file, length, parts);

    /// <summary>The name it was opened under.</summary>
    public string Path { get; }

    /// <summary>What it holds.</summary>
    public CheckpointParts Parts { get; }

    /// <summary>Opens a file of any kind that Imago reads; its first bytes say which.</summary>
    /// <exception cref="NetworkException">It is none, is damaged, or asks for more than data.</exception>
    /// <exception cref="SafeTensorsException">It is missing, or a damaged safetensors file.</exception>
    public static CheckpointFile Open(string path)
    {
        if (!IsPickleOrZip(path))
        {
            var file = SafeTensorsFile.Open(path);
            return Guarded(path, file, file.Length, () => NetworkFile.Parts(file));
        }
        var handle = Opened(path);
        var bytes = new ByteSlice(handle);
        return Guarded(path, handle, bytes.Length, () => Parse(path, bytes));
    }

    /// <summary>Opens a pickle or zip that is in memory.</summary>
    /// <param name="name">What it is called in sentences.</param>
    /// <param name="bytes">The file.</param>
    /// <exception cref="NetworkException">As <see cref="Open"/>.</exception>
    internal static CheckpointFile Of(string name, ReadOnlyMemory<byte> bytes) => Guarded(name, new MemoryStream(), bytes.Length, () => Parse(name, new ByteSlice(bytes)));

    /// <summary>Makes the networks.</summary>
    /// <param name="parts">What is made beside the generator.</param>
    /// <exception cref="NetworkException">Tensors are missing or of other shapes than the options say.</exception>
    public Network Networks(NetworkParts parts = NetworkParts.Discriminator)
    {
        using var scope = TensorScope.Open();
        var made = new List<IDisposable>();
        T Made<T>(T network)
            where T : IDisposable
        {
            made.Add(network);
            return network;
        }
        try
        {
            var average = Parts.GeneratorEma ?? Parts.Generator ?? throw new NetworkException($"{Path} holds {(Parts.Discriminator is { } only ? $"a discriminator of {only.Options.ImgResolution} x {only.Options.ImgResolution} pictures" : "no network")} and no generator: nothing can be made with it.");
            var trained = parts.HasFlag(NetworkParts.Trained) && Parts.GeneratorEma is not null ? Parts.Generator : null;
            var discriminator = parts.HasFlag(NetworkParts.Discriminator) ? Parts.Discriminator : null;
            Bound(average.Tensors, trained?.Tensors, discriminator?.Tensors);
            return new Network(Made(Generator(average)), discriminator is null ? null : Made(Discriminator(discriminator)), Parts.Training)
            {
                Kind = Parts.Kind,
                Trained = trained is null ? null : Made(Generator(trained)),
                AugmentP = Parts.AugmentP,
                Holds = Parts.Names,
            };
        }
        catch (Exception e)
        {
            made.ForEach(static one => one.Dispose());
            if (Damage(e) is { } why) throw new NetworkException($"{Path}: {why}.", e);
            throw;
        }
    }

    /// <summary>Many tensors may name the same numbers of a file, which then asks for more memory than it has bytes.</summary>
    /// <exception cref="NetworkException">It asks for far more.</exception>
    private void Bound(params NamedTensors?[] networks)
    {
        var asked = networks.Sum(static one => one?.Bytes ?? 0);
        if (asked > Allowed(_length))
            throw new NetworkException($"{Path}: its networks take {asked:N0} bytes of memory, far more than the file's {_length:N0}: it is damaged or made to do harm.");
    }

    /// <summary>How many bytes of memory the networks of a file of so many may take. Twice: half precision is kept in single precision.</summary>
    public static double Allowed(long length) => (2 * (double)length) + Always;

    /// <summary>Makes a generator.</summary>
    public static Generator Generator(CheckpointPart<GeneratorOptions> part)
    {
        NetworkFileCheck.Generator(part.Tensors, part.Options);
        var generator = Loaded(new Generator(part.Options, random: null), part.Tensors);
        if (!part.Tensors.All.ContainsKey("mapping.w_avg")) Centre(generator.Mapping, part.Options);
        return generator;
    }

    /// <summary>Makes a discriminator.</summary>
    public static Discriminator Discriminator(CheckpointPart<DiscriminatorOptions> part)
    {
        NetworkFileCheck.Discriminator(part.Tensors, part.Options);
        return Loaded(new Discriminator(part.Options, random: null), part.Tensors);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static T Loaded<T>(T network, NamedTensors tensors)
        where T : Torch.Nn.Module
    {
        try
        {
            NetworkFile.Load(tensors, network);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static CheckpointParts Parse(string path, ByteSlice file)
    {
        var budget = new PickleBudget(file.Length);
        Span<byte> first = stackalloc byte[2];
        if (file.Length >= 2) file.Read(0, first);
        var value = first.SequenceEqual("PK"u8) ? TorchFile.Read(file, budget) : new PickleReader(file, budget).Read();
        // torch's old files are several pickles, and the first is a number that nothing else begins with.
        if (value is BigInteger) value = TorchFile.Read(file, budget);
        return value switch
        {
            PickleDict dict when OfficialPickle.Is(dict) => OfficialPickle.Read(path, dict),
            PickleDict dict when Rosinality.Is(dict) => Rosinality.Read(path, dict),
            PickleDict dict when StateDict.Is(dict) => StateDict.Read(path, dict),
            PickleTuple tuple when TensorFlowPickle.Is(tuple) => TensorFlowPickle.Read(path, tuple),
            PickleDict dict => throw new NetworkException($"{path}: it holds a dictionary of {Keys(dict)}, and none of the networks that Imago reads."),
            _ => throw new NetworkException($"{path}: it holds {PickleGlobals.Words(value)}, and none of the networks that Imago reads."),
        };
    }

    /// <summary>Whether it is one of Python's files, by its name or first bytes; else it is taken for safetensors.</summary>
    internal static bool IsPickleOrZip(string path)
    {
        try
        {
            if (System.IO.Path.GetExtension(path).ToUpperInvariant() is ".PKL" or ".PT" or ".PTH" or ".CKPT") return File.Exists(path);
            using var file = File.OpenHandle(path);
            Span<byte> bytes = stackalloc byte[9];
            var length = RandomAccess.Read(file, bytes, 0);
            // A safetensors file's ninth byte opens its header, behind eight of its length, of which the upper ones are 0.
            return length >= 2 && !(length == 9 && bytes[8] == '{' && bytes[7] == 0) && (bytes[0] == 0x80 || bytes.StartsWith("PK"u8) || bytes[0] is (byte)'(' or (byte)'c' or (byte)']' or (byte)'}');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // SafeTensorsFile says why, in one sentence
        }
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="NetworkException">It cannot be read.</exception>
    internal static SafeFileHandle Opened(string path)
    {
        try
        {
            return File.OpenHandle(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NetworkException($"Cannot read {path}: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static CheckpointFile Guarded(string path, IDisposable file, long length, Func<CheckpointParts> parts)
    {
        try
        {
            return new(path, file, length, parts());
        }
        catch (Exception e)
        {
            file.Dispose();
            if (Damage(e) is { } why) throw new NetworkException($"Cannot read {path}: {why}.", e);
            throw;
        }
    }

    /// <summary>What is wrong with a file, in words without a full stop; null for an exception that is not about the file.</summary>
    internal static string? Damage(Exception e) => e is PickleException or IOException or InvalidDataException ? e.Message.TrimEnd('.') : null;

    private static string Keys(PickleDict dict) =>
        dict.Entries.Count == 0 ? "nothing" : string.Join(", ", dict.Entries.Take(5).Select(static entry => entry.Key is string key ? $"'{(key.Length > 40 ? key[..40] + "…" : key)}'" : PickleGlobals.Words(entry.Key)));

    /// <summary>Finds the mean of w, which truncation needs, of a network that does not keep it.</summary>
    private static void Centre(MappingNetwork mapping, GeneratorOptions options)
    {
        using var scope = TensorScope.Open();
        using var none = Autograd.NoGrad();
        using var random = new RandomGenerator(0);
        var mean = Tensor.Zeros([options.WDim]);
        for (var i = 0; i < CentreSamples; i += CentreBatch)
            mean = mean.Add(mapping.Forward(Tensor.Randn([CentreBatch, options.ZDim], random), null).Select(1, 0).Mean([0]).Mul((double)CentreBatch / CentreSamples));
        mapping.WAvg!.CopyFrom(mean);
    }
}
