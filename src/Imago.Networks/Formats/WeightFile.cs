using Imago.Networks.Formats.Pickles;
using Imago.Torch.Formats;

namespace Imago.Networks.Formats;

/// <summary>Weights under names and nothing else, in a file of the user's: safetensors, or a dictionary that <c>torch.save</c> wrote. The tensors are still in the file.</summary>
internal sealed class WeightFile : IDisposable
{
    private readonly IDisposable _file;

    private WeightFile(IDisposable file, NamedTensors tensors) => (_file, Tensors) = (file, tensors);

    /// <summary>What it holds.</summary>
    public NamedTensors Tensors { get; }

    /// <summary>Opens it; the first bytes say which kind it is. Of a pickle only plain data is made.</summary>
    /// <exception cref="NetworkException">It is neither, is damaged, or asks for more than data.</exception>
    /// <exception cref="SafeTensorsException">It is missing, or a damaged safetensors file.</exception>
    public static WeightFile Open(string path)
    {
        if (!CheckpointFile.IsPickleOrZip(path))
        {
            var file = SafeTensorsFile.Open(path);
            return new(file, NamedTensors.From(file, ""));
        }
        var handle = CheckpointFile.Opened(path);
        try
        {
            var bytes = new ByteSlice(handle);
            return new(handle, OfTorch(path, bytes));
        }
        catch (Exception e)
        {
            handle.Dispose();
            if (CheckpointFile.Damage(e) is { } why) throw new NetworkException($"Cannot read {path}: {why}.", e);
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static NamedTensors OfTorch(string path, ByteSlice bytes)
    {
        if (TorchFile.Read(bytes, new PickleBudget(bytes.Length)) is not PickleDict dict)
            throw new NetworkException($"{path} holds no dictionary of tensors: name a file that torch.save made of a network's state_dict, or a safetensors file.");
        var tensors = new NamedTensors(path);
        foreach (var (name, value) in dict.Entries)
            if (name is string text && value is PickleArray array) tensors.Add(text, PickleTensors.Named(array));
        return tensors;
    }
}
