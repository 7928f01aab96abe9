namespace Imago.Torch.Nn;

/// <summary>
/// A part of a network: a tree of named parameters (trained), buffers (carried along) and sub-modules. The full name of a
/// tensor, such as <c>synthesis.b8.conv0.weight</c>, is its key in every file format.
/// </summary>
public abstract class Module : IDisposable
{
    private readonly Dictionary<string, Parameter> _parameters = [];
    private readonly Dictionary<string, Parameter> _buffers = [];
    private readonly Dictionary<string, Module> _modules = [];
    private readonly List<IDisposable> _kept = [];
    private bool _training = true;

    /// <summary>Whether the module is trained at the moment; it then may update its running averages.</summary>
    public bool Training
    {
        get => _training;
        set
        {
            _training = value;
            foreach (var module in _modules.Values)
                module.Training = value;
        }
    }

    /// <summary>
    /// Sees the module's output on its way and answers with what goes on in its place: to trace a network, or to change it
    /// (ablation). Null leaves the output alone.
    /// </summary>
    public Func<Tensor, Tensor>? Tap { get; set; }

    /// <summary>Direct sub-modules by name, in the order of their registration.</summary>
    public IEnumerable<KeyValuePair<string, Module>> Children => _modules;

    /// <summary>All parameters of the tree by full name, in the order of their registration.</summary>
    public IEnumerable<KeyValuePair<string, Parameter>> NamedParameters() => Walk(module => module._parameters);

    /// <summary>All buffers of the tree by full name, in the order of their registration.</summary>
    public IEnumerable<KeyValuePair<string, Parameter>> NamedBuffers() => Walk(module => module._buffers);

    /// <summary>All parameters, then all buffers: what a file holds.</summary>
    public IEnumerable<KeyValuePair<string, Parameter>> State() => NamedParameters().Concat(NamedBuffers());

    /// <summary>All modules of the tree by full name, this one with the empty name first.</summary>
    public IEnumerable<KeyValuePair<string, Module>> NamedModules() =>
        _modules.SelectMany(child => child.Value.NamedModules().Select(found =>
            KeyValuePair.Create(found.Key.Length == 0 ? child.Key : $"{child.Key}.{found.Key}", found.Value)))
        .Prepend(KeyValuePair.Create("", this));

    /// <summary>Lets gradients be recorded for all trainable parameters, or for none.</summary>
    public void Record(bool on)
    {
        foreach (var (_, parameter) in NamedParameters())
            parameter.Record(on);
    }

    /// <summary>Moves all parameters and buffers to a device.</summary>
    public void MoveTo(Device device)
    {
        foreach (var (_, parameter) in State())
            parameter.MoveTo(device);
    }

    /// <summary>Frees all parameters and buffers of the tree.</summary>
    public void Dispose()
    {
        foreach (var (_, parameter) in State())
            parameter.Dispose();
        foreach (var kept in NamedModules().SelectMany(static found => found.Value._kept))
            kept.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What a forward pass returns: the output, or what the tap makes of it.</summary>
    protected Tensor Tapped(Tensor output) => Tap is null ? output : Tap(output);

    /// <summary>Adds a trained weight.</summary>
    protected Parameter AddParameter(string name, Tensor value) => _parameters[name] = new Parameter(value);

    /// <summary>Adds a tensor that is stored with the weights but not trained.</summary>
    protected Parameter AddBuffer(string name, Tensor value) => _buffers[name] = new Parameter(value, trainable: false);

    /// <summary>Adds something that is neither trained nor stored, and is freed with the module.</summary>
    protected T Keep<T>(T kept)
        where T : IDisposable
    {
        _kept.Add(kept);
        return kept;
    }

    /// <summary>Adds a sub-module.</summary>
    protected T AddModule<T>(string name, T module)
        where T : Module
    {
        _modules[name] = module;
        return module;
    }

    private IEnumerable<KeyValuePair<string, Parameter>> Walk(Func<Module, Dictionary<string, Parameter>> of) =>
        NamedModules().SelectMany(found => of(found.Value).Select(entry =>
            KeyValuePair.Create(found.Key.Length == 0 ? entry.Key : $"{found.Key}.{entry.Key}", entry.Value)));
}
