using System.Text;

namespace Imago.Torch.Interop;

/// <summary>One operator of libtorch's dispatcher, found once by its schema name and called boxed.</summary>
/// <param name="name">With its namespace: <c>aten::add</c>.</param>
/// <param name="overload">The overload: <c>Tensor</c>, <c>Scalar</c>, or empty.</param>
internal sealed unsafe class Operator(string name, string overload = "")
{
    private const int MaxResults = 8;

    private nint _handle;

    private nint Handle => _handle != 0 ? _handle : _handle = Find();

    /// <summary>Calls the operator for its one result.</summary>
    internal Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc nint[MaxResults];
        var count = Invoke(arguments, results);
        return count == 1 && results[0] != 0
            ? Tensor.Adopt(results[0])
            : throw new TorchException($"{name} answered with {count} tensors where one was expected");
    }

    /// <summary>Calls an operator with several results; one that it leaves undefined is null.</summary>
    internal Tensor?[] CallMany(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc nint[MaxResults];
        var tensors = new Tensor?[Invoke(arguments, results)];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = results[i] == 0 ? null : Tensor.Adopt(results[i]);
        return tensors;
    }

    private nint Find()
    {
        TorchLibrary.EnsureLoaded();
        Border.Check(Native.imago_find_operator(name, overload, out var found));
        return found;
    }

    private int Invoke(ReadOnlySpan<Argument> arguments, nint* results)
    {
        // Lists and texts are copied to the stack, handles are held: nothing is pinned and nothing can be collected on the way.
        var words = 0;
        foreach (ref readonly var argument in arguments)
            words += WordsOf(argument);
        var scratch = stackalloc long[words];
        var native = stackalloc NativeArgument[arguments.Length];
        var held = 0;
        try
        {
            for (; held < arguments.Length; held++)
                Marshal(arguments[held], ref native[held], ref scratch);
            var error = Native.imago_call(Handle, native, arguments.Length, results, MaxResults, out var count);
            if (error != 0)
                throw new TorchException(Border.Take(error));
            return count;
        }
        finally
        {
            for (var i = 0; i < held; i++)
                Release(arguments[i]);
        }
    }

    private static int WordsOf(in Argument argument) => argument.Reference switch
    {
        long[] list => list.Length,
        Tensor[] list => list.Length,
        string text => (Encoding.UTF8.GetByteCount(text) + sizeof(long)) / sizeof(long),
        _ => 0,
    };

    private static void Marshal(in Argument argument, ref NativeArgument native, ref long* scratch)
    {
        native.Tag = argument.Tag;
        native.Integer = argument.Bits;
        var words = WordsOf(argument);
        switch (argument.Reference)
        {
            case Tensor tensor:
                native.Pointer = tensor.Hold();
                return;
            case RandomGenerator generator:
                native.Pointer = generator.Hold();
                return;
            case long[] list:
                list.CopyTo(new Span<long>(scratch, words));
                break;
            case Tensor[] list:
                Tensor.HoldAll(list, (nint*)scratch);
                break;
            case string text:
                var bytes = new Span<byte>(scratch, words * sizeof(long));
                bytes[Encoding.UTF8.GetBytes(text, bytes)] = 0;
                break;
            default:
                return;
        }
        native.Count = words;
        native.Pointer = (nint)scratch;
        scratch += words;
    }

    private static void Release(in Argument argument)
    {
        switch (argument.Reference)
        {
            case Tensor tensor:
                tensor.Release();
                break;
            case RandomGenerator generator:
                generator.Release();
                break;
            case Tensor[] list:
                Tensor.ReleaseAll(list);
                break;
        }
    }
}
