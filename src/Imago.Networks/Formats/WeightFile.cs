using Imago.Networks.Formats.Pickles;
using Imago.Torch.Formats;

namespace Imago.Networks.Formats;

/// <summary>
/// Weights under names and nothing else, in a file of the user's: safetensors, a dictionary that <c>torch.save</c> wrote, or the attributes of a TorchScript archive, whose program is
/// neither read nor run. The tensors are still in the file.
/// </summary>
internal sealed class WeightFile : IDisposable
{
    private const int DeepestModule = 64;

    private readonly IDisposable _file;

    private WeightFile(IDisposable file, NamedTensors tensors, bool scripted) => (_file, Tensors, Scripted) = (file, tensors, scripted);

    /// <summary>What it holds.</summary>
    public NamedTensors Tensors { get; }

    /// <summary>Whether it is a TorchScript archive.</summary>
    public bool Scripted { get; }

    /// <summary>Opens it; the first bytes say which kind it is. Of a pickle only plain data is made.</summary>
    /// <exception cref="NetworkException">It is neither, is damaged, or asks for more than data.</exception>
    /// <exception cref="SafeTensorsException">It is missing, or a damaged safetensors file.</exception>
    public static WeightFile Open(string path)
    {
        if (!CheckpointFile.IsPickleOrZip(path))
        {
            var file = SafeTensorsFile.Open(path);
            return new(file, NamedTensors.From(file, ""), scripted: false);
        }
        var handle = CheckpointFile.Opened(path);
        try
        {
            var bytes = new ByteSlice(handle);
            var value = TorchFile.Read(bytes, new PickleBudget(bytes.Length));
            return new(handle, OfTorch(path, value), value is PickleObject);
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

    private static NamedTensors OfTorch(string path, object? value)
    {
        // A training's file keeps the dictionary among other things.
        var attributes = value switch
        {
            PickleDict dict => dict["state_dict"] as PickleDict ?? dict,
            PickleObject { Name: var name, State: PickleDict state } when name.StartsWith(PickleGlobals.Scripted, StringComparison.Ordinal) => state,
            _ => throw new NetworkException($"{path} holds no dictionary of tensors: name a file that torch.save made of a network's state_dict, a TorchScript archive, or a safetensors file."),
        };
        var tensors = new NamedTensors(path);
        // A pickle can make a module a part of itself: each is entered once.
        Add(tensors, attributes, "", new HashSet<object>(ReferenceEqualityComparer.Instance) { attributes }, 0);
        return tensors;
    }

    private static void Add(NamedTensors tensors, PickleDict attributes, string prefix, HashSet<object> entered, int depth)
    {
        if (depth > DeepestModule) throw new PickleException($"its modules are nested more than {DeepestModule} deep");
        foreach (var (name, value) in attributes.Entries)
        {
            if (name is not string text) continue;
            if (value is PickleArray array) tensors.Add(prefix + text, PickleTensors.Named(array));
            else if (value is PickleObject { State: PickleDict state } && entered.Add(state)) Add(tensors, state, $"{prefix}{text}.", entered, depth + 1);
        }
    }
}
