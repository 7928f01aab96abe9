using System.Numerics;
using Imago.Torch.Formats;

namespace Imago.Networks.Formats.Pickles;

/// <summary>
/// Reads a pickle of Python's, protocols 0 to 5, as data. A pickle is a program for a small stack machine that can call any Python function; here,
/// the machine knows only the names in <see cref="PickleGlobals"/>, and each of them stands for a value of our own. Nothing is
/// imported, called or executed; everything else is refused by its name and place.
/// Opcodes: the comments of CPython's <c>Lib/pickletools.py</c>.
/// </summary>
/// <param name="bytes">The pickle; what follows it is not looked at.</param>
/// <param name="budget">The memory that it may take.</param>
/// <param name="persistent">Resolves the references that a file puts outside the pickle; null where it may have none.</param>
internal sealed class PickleReader(ByteSlice bytes, PickleBudget budget, Func<object?, object?>? persistent = null)
{
    /// <summary>Marks that may be open at a time: values within values.</summary>
    private const int DeepestNesting = 1000;

    private readonly PickleBytesReader reader = new(bytes, budget);
    private readonly Dictionary<ulong, object?> memo = [];
    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = [];

    /// <summary>Where the pickle ended.</summary>
    public long Position => reader.Position;

    /// <summary>Reads up to the pickle's end.</summary>
    /// <returns>Its value.</returns>
    /// <exception cref="PickleException">It is damaged, or asks for something that is not plain data.</exception>
    public object? Read()
    {
        for (; ; )
        {
            var place = reader.Position;
            var opcode = (PickleOpcode)reader.Byte();
            try
            {
                if (opcode == PickleOpcode.Stop)
                    return Pop();
                Step(opcode);
            }
            catch (PickleException e) when (!e.SaysWhere)
            {
                throw new PickleException($"{e.Message} (byte {bytes.Start + place:N0})", e) { SaysWhere = true };
            }
        }
    }

    private void Step(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Protocol:
                if (reader.Byte() is > 5 and var protocol) throw new PickleException($"it is of protocol {protocol}, expected 0 to 5");
                break;
            case PickleOpcode.Frame: reader.Number(8); break;

            case PickleOpcode.None: Push(null); break;
            case PickleOpcode.NewTrue: Push(true); break;
            case PickleOpcode.NewFalse: Push(false); break;
            case PickleOpcode.BinInt: Push((long)(int)reader.Number(4)); break;
            case PickleOpcode.BinInt1: Push((long)reader.Number(1)); break;
            case PickleOpcode.BinInt2: Push((long)reader.Number(2)); break;
            case PickleOpcode.Long1: Push(Integer(reader.Array(reader.Number(1)))); break;
            case PickleOpcode.Long4: Push(Integer(reader.Array(reader.Number(4)))); break;
            case PickleOpcode.Int or PickleOpcode.Long: Push(PickleText.Integer(reader.Line())); break;
            case PickleOpcode.BinFloat: Push(reader.Double()); break;
            case PickleOpcode.Float: Push(PickleText.Float(reader.Line())); break;

            case PickleOpcode.Unicode: Push(PickleText.Unescaped(reader.Line(), bytes: false)); break;
            case PickleOpcode.ShortBinUnicode: Push(reader.Text(reader.Number(1))); break;
            case PickleOpcode.BinUnicode: Push(reader.Text(reader.Number(4))); break;
            case PickleOpcode.BinUnicode8: Push(reader.Text(reader.Number(8))); break;
            case PickleOpcode.String: Push(PickleText.Unescaped(PickleText.Unquoted(reader.Line()), bytes: true)); break;
            case PickleOpcode.ShortBinString: Push(PickleText.Latin(reader.Slice(reader.Number(1)), budget)); break;
            case PickleOpcode.BinString: Push(PickleText.Latin(reader.Slice(reader.Number(4)), budget)); break;
            case PickleOpcode.ShortBinBytes: PushBytes(reader.Number(1)); break;
            case PickleOpcode.BinBytes: PushBytes(reader.Number(4)); break;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8: PushBytes(reader.Number(8)); break;

            case PickleOpcode.EmptyTuple: Push(new PickleTuple([])); break;
            case PickleOpcode.Tuple1: Push(Tuple(1)); break;
            case PickleOpcode.Tuple2: Push(Tuple(2)); break;
            case PickleOpcode.Tuple3: Push(Tuple(3)); break;
            case PickleOpcode.Tuple: Push(new PickleTuple(PopToMark())); break;
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet: Push(new PickleList([])); break;
            case PickleOpcode.List or PickleOpcode.FrozenSet: Push(new PickleList([.. PopToMark()])); break;
            case PickleOpcode.Append: Append([Pop()]); break;
            case PickleOpcode.Appends or PickleOpcode.AddItems: Append(PopToMark()); break;
            case PickleOpcode.EmptyDict: Push(new PickleDict()); break;
            case PickleOpcode.Dict: SetItems(PopToMark(), new PickleDict()); break;
            case PickleOpcode.SetItem: SetItems([.. Pops(2)]); break;
            case PickleOpcode.SetItems: SetItems(PopToMark()); break;

            case PickleOpcode.Mark:
                if (marks.Count == DeepestNesting) throw new PickleException($"values are nested more than {DeepestNesting:N0} deep");
                budget.Spend(4);
                marks.Push(stack.Count);
                break;
            case PickleOpcode.Pop:
                if (marks.TryPeek(out var mark) && mark == stack.Count) marks.Pop();
                else Pop();
                break;
            case PickleOpcode.PopMark: PopToMark(); break;
            case PickleOpcode.Duplicate: Push(Peek()); break;

            case PickleOpcode.Memoize: Remember((ulong)memo.Count); break;
            case PickleOpcode.Put: Remember(PickleText.Index(reader.Line())); break;
            case PickleOpcode.BinPut: Remember(reader.Number(1)); break;
            case PickleOpcode.LongBinPut: Remember(reader.Number(4)); break;
            case PickleOpcode.Get: Push(Recall(PickleText.Index(reader.Line()))); break;
            case PickleOpcode.BinGet: Push(Recall(reader.Number(1))); break;
            case PickleOpcode.LongBinGet: Push(Recall(reader.Number(4))); break;

            case PickleOpcode.Global: Push(PickleGlobals.Find(reader.Line(), reader.Line())); break;
            case PickleOpcode.StackGlobal:
                Push(Pops(2) is [string module, string name] ? PickleGlobals.Find(module, name) : throw new PickleException("a name is no text"));
                break;
            case PickleOpcode.Reduce or PickleOpcode.NewObject: Push(Pops(2) is [var what, PickleTuple arguments] ? Make(what, arguments) : throw NoTuple()); break;
            case PickleOpcode.Instance: Push(Make(PickleGlobals.Find(reader.Line(), reader.Line()), new PickleTuple(PopToMark()))); break;
            case PickleOpcode.Object: Push(PopToMark() is [var made, .. var with] ? Make(made, new PickleTuple(with)) : throw NoTuple()); break;
            case PickleOpcode.NewObjectWithNames:
                Push(Pops(3) is [var type, PickleTuple given, PickleDict { Entries.Count: 0 }] ? Make(type, given) : throw NoTuple());
                break;
            case PickleOpcode.Build:
                var state = Pop();
                PickleGlobals.Build(Peek(), state, budget);
                break;
            case PickleOpcode.PersistentId: Push(Resolve(reader.Line())); break;
            case PickleOpcode.BinPersistentId: Push(Resolve(Pop())); break;
            default:
                throw new PickleException($"the opcode 0x{(int)opcode:x2} is not one that networks are written with");
        }
    }

    private void Push(object? value)
    {
        // A slot of the stack, which grows by doubling, and a small object.
        budget.Spend(value is null ? 16 : value is PickleDict or PickleList ? 120 : 56);
        stack.Add(value);
    }

    private void PushBytes(ulong length) => Push(new PickleBytes(reader.Slice(length)));

    private object? Peek() => stack.Count > (marks.TryPeek(out var mark) ? mark : 0) ? stack[^1] : throw new PickleException("a value is missing on its stack");

    private object? Pop()
    {
        var value = Peek();
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private object?[] Pops(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--) values[i] = Pop();
        return values;
    }

    private object?[] PopToMark()
    {
        if (!marks.TryPop(out var mark)) throw new PickleException("a mark is missing on its stack");
        budget.Spend(8L * (stack.Count - mark));
        object?[] values = [.. stack[mark..]];
        stack.RemoveRange(mark, stack.Count - mark);
        return values;
    }

    private PickleTuple Tuple(int count) => new(Pops(count));

    private void Append(object?[] values)
    {
        if (Peek() is not PickleList list) throw new PickleException($"something is appended to {PickleGlobals.Words(Peek())}");
        budget.Spend(16L * values.Length);
        list.Items.AddRange(values);
    }

    private void SetItems(object?[] pairs, PickleDict? pushed = null)
    {
        if (pushed is not null) Push(pushed);
        if (Peek() is not PickleDict dict) throw new PickleException($"items are set in {PickleGlobals.Words(Peek())}");
        if (pairs.Length % 2 != 0) throw new PickleException("a key has no value");
        budget.Spend(16L * pairs.Length);
        for (var i = 0; i < pairs.Length; i += 2) dict.Entries.Add((pairs[i], pairs[i + 1]));
    }

    private object? Make(object? what, PickleTuple arguments) =>
        what is PickleGlobal global ? PickleGlobals.Make(global, arguments.Items, budget) : throw new PickleException($"{PickleGlobals.Words(what)} is called");

    private object? Resolve(object? id) => persistent is null ? throw new PickleException("it refers to something outside it") : persistent(id);

    private void Remember(ulong index)
    {
        budget.Spend(64);
        memo[index] = Peek();
    }

    private object? Recall(ulong index) => memo.TryGetValue(index, out var value) ? value : throw new PickleException($"value {index} was never remembered");

    private static object Integer(byte[] littleEndian) =>
        littleEndian.Length <= 255 ? PickleText.Whole(new BigInteger(littleEndian)) : throw new PickleException($"an integer of {littleEndian.Length:N0} bytes");

    private static PickleException NoTuple() => new("something is made from other things than a tuple of arguments");
}
