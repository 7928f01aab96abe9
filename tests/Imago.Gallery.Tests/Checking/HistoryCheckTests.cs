using Imago.Gallery.Checking;

namespace Imago.Gallery.Tests.Checking;

/// <summary>Histories written by hand: what each rule must find, and what none may.</summary>
public class HistoryCheckTests
{
    private const int ClosedWork = 99;

    [Fact]
    public void A_good_history_has_no_violation()
    {
        Assert.Empty(Run(
            [
                Claim(0, 7, 1, 11, 1, 9, Outcome.Taken),
                Claim(1, 7, 2, 12, 2, 10, Outcome.WorkTaken), // at the same time, and refused
                Look(2, 7, 3, 4, Outcome.Free), // before anybody was told
                Claim(3, 7, 1, 11, 11, 12, Outcome.Taken), // the form again
                Claim(4, 8, 1, 13, 13, 14, Outcome.HasOne, 7),
                Look(5, 7, 15, 16, Outcome.Owner, 1),
                Claim(6, ClosedWork, 2, 14, 17, 18, Outcome.NotOpen),
                Claim(7, 8, 2, 15, 19, long.MaxValue, Outcome.Unknown),
                Claim(8, 8, 2, 15, 20, 21, Outcome.Taken),
            ],
            [new(7, 1, 11), new(8, 2, 15)]));
    }

    [Fact]
    public void Rule_1_one_work_to_one_visitor() => Finds(1, "work 7 has two owners, visitors 1 and 2", Both(7, 1, 11, 7, 2, 12), [new(7, 1, 11), new(7, 2, 12)], [7]);

    [Fact]
    public void Rule_1_one_visitor_to_one_work() => Finds(1, "visitor 1 has two works, 7 and 8", Both(7, 1, 11, 8, 1, 12), [new(7, 1, 11), new(8, 1, 12)]);

    [Fact]
    public void Rule_1_one_form_to_one_claim() => Finds(1, "form 11 took two works, 7 and 8", Both(7, 1, 11, 8, 2, 11), [new(7, 1, 11), new(8, 2, 11)]);

    [Fact]
    public void Rule_2_what_was_acknowledged_is_there() => Finds(2, "operation 0 was told that visitor 1 has work 7 by form 11, and there is no such claim", [Claim(0, 7, 1, 11, 1, 2, Outcome.Taken)], []);

    [Fact]
    public void Rule_2_what_was_acknowledged_is_that_work() =>
        Finds(2, "and the form took work 8 for visitor 1", [Claim(0, 7, 1, 11, 1, 2, Outcome.Taken), Claim(1, 8, 1, 11, 3, 4, Outcome.Taken)], [new(8, 1, 11)]);

    [Theory]
    [InlineData(Outcome.WorkTaken, 0)]
    [InlineData(Outcome.HasOne, 7)]
    [InlineData(Outcome.NotOpen, 0)]
    internal void Rule_3_what_was_refused_is_not_there(Outcome outcome, int said) =>
        Finds(3, "and its form 11 did take work 7 for visitor 1", [Claim(0, 7, 1, 11, 1, 2, outcome, said)], [new(7, 1, 11)]);

    [Fact]
    public void Rule_3_nothing_is_taken_for_which_nobody_asked() => Finds(3, "for which she never asked with that form", [Claim(0, 7, 1, 11, 1, 2, Outcome.WorkTaken)], [new(7, 2, 12)]);

    [Fact]
    public void Rule_3_a_work_that_is_not_open_is_not_taken() => Finds(3, "though it is not open", [Claim(0, ClosedWork, 1, 11, 1, 2, Outcome.Taken)], [new(ClosedWork, 1, 11)]);

    [Fact]
    public void Rule_3_a_work_that_is_open_is_not_refused_as_closed() => Finds(3, "was told 'not-open' of work 7, which is open", [Claim(0, 7, 1, 11, 1, 2, Outcome.NotOpen)], []);

    [Fact]
    public void Rule_4_a_form_has_one_answer() =>
        Finds(4, "form 11 was told 'taken' in operation 0 and 'work-taken' in operation 1", [Claim(0, 7, 1, 11, 1, 2, Outcome.Taken), Claim(1, 7, 1, 11, 3, 4, Outcome.WorkTaken)], [new(7, 1, 11)]);

    [Fact]
    public void Rule_4_a_lost_answer_is_given_in_the_end() =>
        Finds(4, "operation 0 has no answer, though its form 11 was sent again until the end", [Claim(0, 7, 1, 11, 1, long.MaxValue, Outcome.Unknown)], [new(7, 1, 11)]);

    [Fact]
    public void Rule_5_nobody_sees_an_owner_before_she_asked() =>
        Finds(5, "operation 0 saw work 7 taken before its owner, visitor 1, asked for it in operation 1", [Claim(0, 7, 2, 12, 1, 2, Outcome.WorkTaken), Claim(1, 7, 1, 11, 3, 4, Outcome.Taken)], [new(7, 1, 11)]);

    [Fact]
    public void Rule_6_what_was_seen_taken_is_never_free_again() =>
        Finds(6, "operation 1 saw work 7 free after operation 0 had seen it taken", [Claim(0, 7, 1, 11, 1, 2, Outcome.Taken), Look(1, 7, 3, 4, Outcome.Free)], [new(7, 1, 11)]);

    [Fact]
    public void Rule_6_what_was_seen_taken_is_somebodys_in_the_end() => Finds(6, "operation 0 saw work 7 taken, and in the end it is nobody's", [Claim(0, 7, 1, 11, 1, 2, Outcome.WorkTaken)], []);

    [Fact]
    public void Rule_6_an_owner_stays_the_owner() =>
        Finds(6, "operation 1 saw work 7 with visitor 2, and in the end it is visitor 1's", [Claim(0, 7, 1, 11, 1, 2, Outcome.Taken), Look(1, 7, 3, 4, Outcome.Owner, 2)], [new(7, 1, 11)]);

    [Theory]
    [InlineData(new int[0], "work 7 was taken by visitor 1, and is not in the outbox")]
    [InlineData(new[] { 7, 7 }, "work 7 is twice in the outbox")]
    [InlineData(new[] { 7, 8 }, "work 8 is in the outbox, and nobody took it")]
    public void Rule_7_a_claim_has_one_entry_in_the_outbox(int[] outbox, string sentence) => Finds(7, sentence, [Claim(0, 7, 1, 11, 1, 2, Outcome.Taken)], [new(7, 1, 11)], outbox);

    [Fact]
    public void A_history_is_read_as_it_was_written()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var history = new History(path))
            {
                Assert.Equal((0, 1), (history.Invoke("claim 12 345 678 web 0"), history.Invoke("look 12 web 1")));
                history.Fault("disk full web 0");
                history.End(1, Outcome.Owner, "owner 345");
                history.End(0, Outcome.Unknown, "status 503");
                Assert.Equal(2, history.Invoke("claim 12 345 678 web 0"));
                history.End(2, Outcome.HasOne, "has-one 13");
            }
            Assert.Equal(
                [Claim(0, 12, 345, 678, 1, long.MaxValue, Outcome.Unknown), Look(1, 12, 2, 4, Outcome.Owner, 345), Claim(2, 12, 345, 678, 6, 7, Outcome.HasOne, 13)],
                History.Read(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_number_comes_back_from_its_uuid()
    {
        foreach (var number in (int[])[0, 1, 2, 12345, int.MaxValue])
            Assert.Equal(number, Numbers.Of(Numbers.ToGuid(number)));
        Assert.Equal(-1, Numbers.Of(new Guid("5b1f7a7e-3a42-4a57-9d1b-0b9c6b7f2f11")));
    }

    private static void Finds(int rule, string sentence, Operation[] operations, ClaimRow[] claims, int[]? outbox = null) =>
        Assert.Contains(Run(operations, claims, outbox), one => one.Rule == rule && one.Sentence.Contains(sentence, StringComparison.Ordinal));

    private static IReadOnlyList<Violation> Run(Operation[] operations, ClaimRow[] claims, int[]? outbox = null) =>
        new HistoryCheck(claims, outbox ?? [.. claims.Select(static row => row.Work)], static work => work != ClosedWork).Run(operations);

    private static Operation[] Both(int work, int visitor, int key, int work2, int visitor2, int key2) =>
        [Claim(0, work, visitor, key, 1, 2, Outcome.Taken), Claim(1, work2, visitor2, key2, 1, 2, Outcome.Taken)];

    private static Operation Claim(int number, int work, int visitor, int key, long invoked, long ended, Outcome outcome, int said = 0) => new(number, work, visitor, key, invoked, ended, outcome, said);

    private static Operation Look(int number, int work, long invoked, long ended, Outcome outcome, int said = 0) => new(number, work, -1, -1, invoked, ended, outcome, said);
}
