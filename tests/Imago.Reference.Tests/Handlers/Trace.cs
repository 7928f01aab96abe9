using Imago.Networks;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Reference.Tests.Handlers;

/// <summary>Writes down the output of every module of a network while it runs, under the names of the cases: blocks give .x and .img.</summary>
internal sealed class Trace
{
    // As plain numbers, because the tensors belong to scopes inside the network.
    private readonly Dictionary<string, (float[] Values, long[] Shape)> _outputs = [];

    public Trace(Module network)
    {
        foreach (var (name, module) in network.NamedModules())
        {
            var isBlock = module is SynthesisBlock or DiscriminatorBlock;
            module.Tap = Recorder(isBlock ? name + ".x" : name);
            if (module is SynthesisBlock block)
                block.ImageTap = Recorder(name + ".img");
        }
    }

    public Tensor this[string name] => _outputs.TryGetValue(name, out var found)
        ? Tensor.From(found.Values, found.Shape)
        : throw new KeyNotFoundException($"no module '{name}' ran; there are {string.Join(", ", _outputs.Keys)}.");

    public bool Has(string name) => _outputs.ContainsKey(name);

    private Func<Tensor, Tensor> Recorder(string name) => output =>
    {
        _outputs.Add(name, (output.ToFloats(), output.Shape));
        return output;
    };
}
