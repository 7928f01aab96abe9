namespace Imago.Networks.Formats.Pickles;

/// <summary>The opcodes that networks are written with; the others (extension codes, buffers outside the file) are refused.</summary>
internal enum PickleOpcode
{
    Mark = '(', Stop = '.', Pop = '0', PopMark = '1', Duplicate = '2', Float = 'F', Int = 'I', BinInt = 'J', BinInt1 = 'K', Long = 'L', BinInt2 = 'M',
    None = 'N', PersistentId = 'P', BinPersistentId = 'Q', Reduce = 'R', String = 'S', BinString = 'T', ShortBinString = 'U', Unicode = 'V', BinUnicode = 'X',
    Append = 'a', Build = 'b', Global = 'c', Dict = 'd', EmptyDict = '}', Appends = 'e', Get = 'g', BinGet = 'h', LongBinGet = 'j', List = 'l',
    EmptyList = ']', Put = 'p', BinPut = 'q', LongBinPut = 'r', SetItem = 's', Tuple = 't', EmptyTuple = ')', SetItems = 'u', BinFloat = 'G', Instance = 'i', Object = 'o',

    Protocol = 0x80, NewObject = 0x81, Tuple1 = 0x85, Tuple2 = 0x86, Tuple3 = 0x87, NewTrue = 0x88, NewFalse = 0x89, Long1 = 0x8a, Long4 = 0x8b,

    BinBytes = 'B', ShortBinBytes = 'C',

    ShortBinUnicode = 0x8c, BinUnicode8 = 0x8d, BinBytes8 = 0x8e, EmptySet = 0x8f, AddItems = 0x90, FrozenSet = 0x91, NewObjectWithNames = 0x92,
    StackGlobal = 0x93, Memoize = 0x94, Frame = 0x95,

    ByteArray8 = 0x96,
}
