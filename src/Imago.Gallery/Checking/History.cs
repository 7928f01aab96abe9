using System.Diagnostics;
using System.Globalization;

namespace Imago.Gallery.Checking;

/// <summary>What an operation ended with.</summary>
internal enum Outcome
{
    /// <summary>No answer: it may have happened, or may yet happen.</summary>
    Unknown,

    /// <summary>A claim: the visitor has the work.</summary>
    Taken,

    /// <summary>A claim: somebody else has it.</summary>
    WorkTaken,

    /// <summary>A claim: the visitor has a work, whose number was said.</summary>
    HasOne,

    /// <summary>A claim: the work does not hang or is not open.</summary>
    NotOpen,

    /// <summary>A claim: the form's key is another visitor's.</summary>
    FormUsed,

    /// <summary>A look: nobody has the work.</summary>
    Free,

    /// <summary>A look: a visitor has it, whose number was said.</summary>
    Owner,
}

/// <summary>An operation as its history tells it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Work">The work.</param>
/// <param name="Visitor">The visitor; -1: a look.</param>
/// <param name="Key">The form; -1: a look.</param>
/// <param name="Invoked">When it was asked: the number of its line in the history.</param>
/// <param name="Ended">When it was answered; <see cref="long.MaxValue"/>: never.</param>
/// <param name="Outcome">What was answered.</param>
/// <param name="Said">The number in the answer; 0: there was none.</param>
internal readonly record struct Operation(int Number, int Work, int Visitor, int Key, long Invoked, long Ended, Outcome Outcome, int Said = 0)
{
    public bool IsClaim => Key >= 0;
}

/// <summary>
/// The history of a check: a line when an operation is asked, written before it is sent, and a line when it is answered, written after that was read. So the order of lines
/// is an order of time: what ends above the line at which another begins was over before it.
/// </summary>
/// <example><code>
/// 104233 invoke 17 claim 12 345 678 web 0
/// 105120 fail 17 work-taken
/// </code></example>
internal sealed class History(string path) : IDisposable
{
    private static readonly string[] s_words = ["unknown", "taken", "work-taken", "has-one", "not-open", "form-used", "free", "owner"];

    private readonly Lock _lock = new();
    private readonly StreamWriter _file = new(path);
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Operations asked so far.</summary>
    public int Asked { get; private set; }

    /// <summary>Operations answered so far.</summary>
    public int Answered { get; private set; }

    /// <summary>The word of an outcome, in answers and histories.</summary>
    public static string Word(Outcome outcome) => s_words[(int)outcome];

    /// <summary>Begins an operation.</summary>
    /// <returns>Its number.</returns>
    public int Invoke(string what)
    {
        lock (_lock)
        {
            Write($"invoke {Asked} {what}");
            return Asked++;
        }
    }

    /// <summary>Ends an operation with the words of an answer.</summary>
    public void End(int number, Outcome outcome, string words)
    {
        lock (_lock)
        {
            Write($"{(outcome == Outcome.Unknown ? "unknown" : outcome is Outcome.Taken or Outcome.Free or Outcome.Owner ? "ok" : "fail")} {number} {words}");
            Answered++;
        }
    }

    /// <summary>Notes a fault.</summary>
    public void Fault(string what)
    {
        lock (_lock)
            Write($"fault {what}");
    }

    /// <summary>Reads the words of an answer: <c>taken</c>, <c>has-one 12</c>.</summary>
    /// <exception cref="FormatException">They are no answer.</exception>
    public static (Outcome Outcome, int Said) Parse(ReadOnlySpan<char> words)
    {
        var space = words.IndexOf(' ');
        var word = space < 0 ? words : words[..space];
        var said = space < 0 ? 0 : int.Parse(words[(space + 1)..], CultureInfo.InvariantCulture);
        for (var i = 1; i < s_words.Length; i++)
            if (word.SequenceEqual(s_words[i]))
                return ((Outcome)i, said);
        throw new FormatException($"'{words}' is no answer.");
    }

    /// <summary>Reads a history.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static List<Operation> Read(string path)
    {
        var operations = new List<Operation>();
        var line = 0L;
        foreach (var text in File.ReadLines(path))
        {
            line++;
            var words = text.Split(' ', 4);
            if (words[1] == "fault")
                continue;
            var number = int.Parse(words[2], CultureInfo.InvariantCulture);
            if (words[1] == "invoke")
            {
                var what = words[3].Split(' ');
                int At(int i) => int.Parse(what[i], CultureInfo.InvariantCulture);
                operations.Add(what[0] == "look" ? new(number, At(1), -1, -1, line, long.MaxValue, Outcome.Unknown) : new(number, At(1), At(2), At(3), line, long.MaxValue, Outcome.Unknown));
            }
            else if (words[1] != "unknown")
            {
                var (outcome, said) = Parse(words[3]);
                operations[number] = operations[number] with { Ended = line, Outcome = outcome, Said = said };
            }
        }
        return operations;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Write(string what) => _file.WriteLine($"{Stopwatch.GetElapsedTime(_start).Ticks / 10} {what}");
}
