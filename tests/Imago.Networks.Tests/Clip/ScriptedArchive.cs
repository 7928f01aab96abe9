using System.Diagnostics;

namespace Imago.Networks.Tests.Clip;

/// <summary>
/// An archive as <c>torch.jit.save</c> writes it, made by Python's own pickle and zipfile: modules as objects of classes below <c>__torch__</c>, tensors by reference, program text that is packed.
/// </summary>
internal static class ScriptedArchive
{
    private const string Script = """
        import collections, io, json, pickle, struct, sys, types, zipfile
        source, goal, hostile = sys.argv[1], sys.argv[2], sys.argv[3]
        def module(name):
            made = types.ModuleType(name); sys.modules[name] = made; return made
        module('__torch__')
        torch, utils, jit = module('torch'), module('torch._utils'), module('torch.jit._pickle')
        def named(where, name, thing):
            thing.__module__, thing.__qualname__, thing.__name__ = where.__name__, name, name
            setattr(where, name, thing); return thing
        kinds = {'F16': named(torch, 'HalfStorage', type('HalfStorage', (), {})), 'F32': named(torch, 'FloatStorage', type('FloatStorage', (), {})), 'I64': named(torch, 'LongStorage', type('LongStorage', (), {}))}
        rebuild = named(utils, '_rebuild_tensor_v2', lambda *a: None)
        intlist = named(jit, 'build_intlist', lambda *a: None)
        sizes = {'F16': 2, 'F32': 4, 'I64': 8}
        class Storage:
            def __init__(self, key, kind, data): self.key, self.kind, self.data = key, kind, data
        class Tensor:
            def __init__(self, storage, shape): self.storage, self.shape = storage, shape
            def __reduce__(self):
                steps, step = [], 1
                for n in reversed(self.shape): steps.insert(0, step); step *= n
                return rebuild, (self.storage, 0, tuple(self.shape), tuple(steps), False, collections.OrderedDict())
        class Ints:
            def __reduce__(self): return intlist, ([224, 224],)
        class System:
            def __reduce__(self): import os; return os.system, ('true',)
        classes = 0
        def part():
            global classes
            where = module('__torch__.multimodal.model.___torch_mangle_%d' % classes); classes += 1
            return named(where, 'Part', type('Part', (), {}))()
        storages = []
        root = part()
        def put(path, value):
            at = root
            for step in path[:-1]:
                if step not in at.__dict__:
                    at.__dict__[step] = part()
                    at.__dict__[step].__dict__.update({'training': False, '_is_full_backward_hook': None})
                at = at.__dict__[step]
            at.__dict__[path[-1]] = value
        raw = open(source, 'rb').read()
        length = struct.unpack('<Q', raw[:8])[0]
        for name, entry in json.loads(raw[8:8 + length]).items():
            if name == '__metadata__': continue
            begin, end = entry['data_offsets']
            storage = Storage(str(len(storages)), entry['dtype'], raw[8 + length + begin:8 + length + end])
            storages.append(storage)
            put(name.split('.'), Tensor(storage, entry['shape']))
        size = Storage(str(len(storages)), 'I64', struct.pack('<q', 48)); storages.append(size)
        put(['input_resolution'], Tensor(size, []))
        put(['sizes'], Ints())
        if hostile == 'system': put(['more'], System())
        if hostile == 'cycle': put(['visual', 'more'], root)
        out = io.BytesIO()
        class Pickler(pickle.Pickler):
            def persistent_id(self, thing):
                if isinstance(thing, Storage): return ('storage', kinds[thing.kind], thing.key, 'cuda:0', len(thing.data) // sizes[thing.kind])
        Pickler(out, 2).dump(root)
        with zipfile.ZipFile(goal, 'w', zipfile.ZIP_STORED) as archive:
            archive.writestr('tiny/version', '3\n')
            archive.writestr('tiny/code/__torch__/multimodal/model.py', 'class Part(Module):\n' * 100, zipfile.ZIP_DEFLATED)
            archive.writestr('tiny/constants.pkl', b'\x80\x02).')
            archive.writestr('tiny/data.pkl', out.getvalue())
            for storage in storages: archive.writestr('tiny/data/' + storage.key, storage.data)
        """;

    /// <summary>Why there can be none, or null.</summary>
    public static string? Missing { get; } = WhyNot();

    /// <summary>Writes the weights of a safetensors file as such an archive.</summary>
    /// <param name="source">The safetensors file.</param>
    /// <param name="goal">The archive.</param>
    /// <param name="hostile">"system" puts a call of the system into it, "cycle" a module that holds itself.</param>
    public static void Write(string source, string goal, string hostile = "")
    {
        using var process = Start(Script, source, goal, hostile);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    /// <summary>What a script of Python's prints.</summary>
    public static string Output(string script)
    {
        using var process = Start(script);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static Process Start(string script, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("python3", ["-c", script, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;

    private static string? WhyNot()
    {
        try
        {
            using var process = Start("pass");
            process.WaitForExit();
            return process.ExitCode == 0 ? null : "python3 does not run: apt-get install python3";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "python3 is not installed: apt-get install python3";
        }
    }
}

/// <summary>A test of archives that python3 makes.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ArchiveFactAttribute : FactAttribute
{
    public ArchiveFactAttribute() => Skip = ScriptedArchive.Missing;
}
