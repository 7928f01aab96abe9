namespace Imago.Gallery.Checking;

/// <summary>A row of the table of claims, in the check's numbers.</summary>
internal readonly record struct ClaimRow(int Work, int Visitor, int Key);

/// <summary>
/// Holds a history against the tables that it left. A work is a register that goes once from free to its owner, so its history can be checked by itself, in one pass:
/// all together O(n) in operations, where linearisability in general is NP-complete.
/// </summary>
/// <param name="claims">All rows of the table of claims, when no server runs any more.</param>
/// <param name="outbox">The works in the outbox.</param>
/// <param name="isOpen">Whether a work can be taken at all.</param>
internal sealed class HistoryCheck(IReadOnlyList<ClaimRow> claims, IReadOnlyList<int> outbox, Func<int, bool> isOpen)
{
    private readonly Dictionary<int, ClaimRow> _byWork = [], _byVisitor = [], _byKey = [];
    private readonly List<Violation> _found = [];

    /// <summary>Finds every violation.</summary>
    public IReadOnlyList<Violation> Run(IReadOnlyList<Operation> operations)
    {
        Injective();
        // Of each form the first operation, of each work the first that saw it taken: as indices, for there may be ten million.
        var (firstAsked, firstSeen) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i].IsClaim)
                firstAsked.TryAdd(operations[i].Key, i);
            if (SeenTaken(operations[i]) is { } work && (!firstSeen.TryGetValue(work, out var seen) || operations[i].Ended < operations[seen].Ended))
                firstSeen[work] = i;
        }
        foreach (var one in operations.Where(static one => one.Outcome != Outcome.Unknown))
        {
            if (one.IsClaim)
                Answer(one);
            Observation(one, form => firstAsked.TryGetValue(form, out var i) ? operations[i] : null, work => firstSeen.TryGetValue(work, out var i) ? operations[i] : null);
        }
        OneAnswer(operations);
        AskedFor(form => firstAsked.TryGetValue(form, out var i) ? operations[i] : null);
        Outbox();
        return _found;
    }

    /// <summary>Rule 1: one work to one visitor, one visitor to one work, one form to one claim.</summary>
    private void Injective()
    {
        foreach (var row in claims)
        {
            if (!_byWork.TryAdd(row.Work, row))
                Add(1, $"work {row.Work} has two owners, visitors {_byWork[row.Work].Visitor} and {row.Visitor}");
            if (!_byVisitor.TryAdd(row.Visitor, row))
                Add(1, $"visitor {row.Visitor} has two works, {_byVisitor[row.Visitor].Work} and {row.Work}");
            if (!_byKey.TryAdd(row.Key, row))
                Add(1, $"form {row.Key} took two works, {_byKey[row.Key].Work} and {row.Work}");
        }
    }

    /// <summary>Rules 2 and 3: what was acknowledged is there, what was refused is not.</summary>
    private void Answer(Operation one)
    {
        var kept = _byKey.TryGetValue(one.Key, out var row);
        if (one.Outcome == Outcome.Taken && row != new ClaimRow(one.Work, one.Visitor, one.Key))
            Add(2, $"operation {one.Number} was told that visitor {one.Visitor} has work {one.Work} by form {one.Key}, and {(kept ? $"the form took work {row.Work} for visitor {row.Visitor}" : "there is no such claim")}");
        if (one.Outcome != Outcome.Taken && one.Outcome != Outcome.FormUsed && kept && row.Work == one.Work && row.Visitor == one.Visitor)
            Add(3, $"operation {one.Number} was told '{History.Word(one.Outcome)}', and its form {one.Key} did take work {one.Work} for visitor {one.Visitor}");
        if (isOpen(one.Work) ? one.Outcome == Outcome.NotOpen : one.Outcome is Outcome.Taken or Outcome.WorkTaken)
            Add(3, $"operation {one.Number} was told '{History.Word(one.Outcome)}' of work {one.Work}, which is {(isOpen(one.Work) ? "" : "not ")}open");
    }

    /// <summary>Rules 5 and 6: nobody sees an owner before she asked, and what was seen taken is never free again.</summary>
    private void Observation(Operation one, Func<int, Operation?> firstAsked, Func<int, Operation?> firstSeen)
    {
        if (SeenTaken(one) is { } work)
        {
            if (!_byWork.TryGetValue(work, out var row))
                Add(6, $"operation {one.Number} saw work {work} taken, and in the end it is nobody's");
            else if (one.Outcome == Outcome.Owner && row.Visitor != one.Said || one.Outcome == Outcome.HasOne && row.Visitor != one.Visitor)
                Add(6, $"operation {one.Number} saw work {work} with visitor {(one.Outcome == Outcome.Owner ? one.Said : one.Visitor)}, and in the end it is visitor {row.Visitor}'s");
            else if (firstAsked(row.Key) is { } asked && one.Ended < asked.Invoked)
                Add(5, $"operation {one.Number} saw work {work} taken before its owner, visitor {row.Visitor}, asked for it in operation {asked.Number}");
        }
        if (one.Outcome == Outcome.Free && firstSeen(one.Work) is { } seen && seen.Ended < one.Invoked)
            Add(6, $"operation {one.Number} saw work {one.Work} free after operation {seen.Number} had seen it taken");
    }

    /// <summary>Rule 4: a form has one answer, and an answer that was lost was given in the end.</summary>
    private void OneAnswer(IReadOnlyList<Operation> operations)
    {
        var answers = new Dictionary<int, Operation>();
        foreach (var one in operations.Where(static one => one.IsClaim && one.Outcome != Outcome.Unknown))
        {
            if (!answers.TryAdd(one.Key, one) && (answers[one.Key].Outcome == Outcome.Taken) != (one.Outcome == Outcome.Taken) && answers[one.Key].Work == one.Work)
                Add(4, $"form {one.Key} was told '{History.Word(answers[one.Key].Outcome)}' in operation {answers[one.Key].Number} and '{History.Word(one.Outcome)}' in operation {one.Number}");
        }
        foreach (var one in operations.Where(one => one.IsClaim && one.Outcome == Outcome.Unknown && !answers.ContainsKey(one.Key)))
            Add(4, $"operation {one.Number} has no answer, though its form {one.Key} was sent again until the end");
    }

    /// <summary>Rule 3, the other way round: nothing is taken for which nobody asked, or which is not open.</summary>
    private void AskedFor(Func<int, Operation?> firstAsked)
    {
        foreach (var row in claims)
        {
            if (firstAsked(row.Key) is not { } asked || (asked.Work, asked.Visitor) != (row.Work, row.Visitor))
                Add(3, $"work {row.Work} is visitor {row.Visitor}'s by form {row.Key}, for which she never asked with that form");
            if (!isOpen(row.Work))
                Add(3, $"work {row.Work} is visitor {row.Visitor}'s, though it is not open");
        }
    }

    /// <summary>Rule 7: every claim has its one entry in the outbox, and every entry its claim.</summary>
    private void Outbox()
    {
        var entries = new HashSet<int>();
        foreach (var work in outbox)
        {
            if (!entries.Add(work))
                Add(7, $"work {work} is twice in the outbox");
            if (!_byWork.ContainsKey(work))
                Add(7, $"work {work} is in the outbox, and nobody took it");
        }
        foreach (var row in claims.Where(row => !entries.Contains(row.Work)))
            Add(7, $"work {row.Work} was taken by visitor {row.Visitor}, and is not in the outbox");
    }

    /// <summary>The work that an operation saw taken.</summary>
    private static int? SeenTaken(Operation one) => one.Outcome switch
    {
        Outcome.Taken or Outcome.WorkTaken or Outcome.Owner => one.Work,
        Outcome.HasOne => one.Said,
        _ => null,
    };

    private void Add(int rule, string sentence) => _found.Add(new(rule, sentence));
}

/// <summary>Something that may not be.</summary>
/// <param name="Rule">
/// 1: one work, one visitor, one form a claim; 2: what was acknowledged is there; 3: what was refused, never asked or not open is not; 4: one answer a form, in the end;
/// 5: nothing is seen before it was asked; 6: what was seen taken stays so; 7: one entry in the outbox a claim.
/// </param>
/// <param name="Sentence">What was found.</param>
public sealed record Violation(int Rule, string Sentence);
