using System.Collections.Concurrent;
using Imago.Studio.Explorer;

namespace Imago.Studio.Tests.Explorer;

/// <summary>The queue before the network, without one: a picture takes as long as the test says.</summary>
public sealed class TurnsTests : IDisposable
{
    private readonly Turns _turns = new();
    private readonly ConcurrentQueue<string> _made = [];

    /// <summary>A picture that is being made until it is let go.</summary>
    private sealed class SlowPicture : IDisposable
    {
        private readonly ManualResetEventSlim _begun = new(), _go = new();

        public string Make()
        {
            _begun.Set();
            Assert.True(_go.Wait(TimeSpan.FromSeconds(20)));
            return "slow";
        }

        public void WaitUntilBegun() => Assert.True(_begun.Wait(TimeSpan.FromSeconds(20)));

        public void LetGo() => _go.Set();

        public void Dispose()
        {
            _begun.Dispose();
            _go.Dispose();
        }
    }

    private Task<string> Ask(string client, string slot, int order = 0, CancellationToken cancel = default) => _turns.DoAsync(new Turn(client, slot, order), () =>
    {
        _made.Enqueue($"{client}.{slot}");
        return $"{client}.{slot}";
    }, cancel);

    private async Task<IReadOnlyList<string>> WhileBusyAsync(Func<Task> ask)
    {
        using var slow = new SlowPicture();
        var first = _turns.DoAsync(new Turn("first", "only"), slow.Make, default);
        slow.WaitUntilBegun();
        var asked = ask();
        slow.LetGo();
        await first;
        await asked;
        return [.. _made];
    }

    [Fact]
    public async Task Pages_take_turns_however_much_one_of_them_wants()
    {
        var made = await WhileBusyAsync(() => Task.WhenAll([.. Enumerable.Range(1, 6).Select(i => Ask("a", $"{i}", i)), .. Enumerable.Range(1, 3).Select(i => Ask("b", $"{i}", i))]));
        Assert.Equal(["a.1", "b.1", "a.2", "b.2", "a.3", "b.3", "a.4", "a.5", "a.6"], made);
    }

    [Fact]
    public async Task The_centre_of_a_page_comes_first_and_the_rest_as_it_was_asked_for()
    {
        var made = await WhileBusyAsync(() => Task.WhenAll(Ask("a", "n2", 2), Ask("a", "n1", 1), Ask("a", "n1b", 1), Ask("a", "centre", 0)));
        Assert.Equal(["a.centre", "a.n1", "a.n1b", "a.n2"], made);
    }

    [Fact]
    public async Task A_newer_wish_of_a_place_takes_the_turn_of_the_older_one()
    {
        Task<string>? older = null, newer = null;
        var made = await WhileBusyAsync(async () =>
        {
            older = Ask("a", "centre");
            var other = Ask("b", "centre");
            newer = Ask("a", "centre");
            await Task.WhenAll(newer, other);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => older!);
        Assert.Equal("a.centre", await newer!);
        Assert.Equal(2, made.Count);
    }

    [Fact]
    public async Task What_nobody_waits_for_any_more_is_not_made()
    {
        using var gone = new CancellationTokenSource();
        Task<string>? left = null;
        await WhileBusyAsync(() =>
        {
            left = Ask("a", "1", 0, gone.Token);
            var stays = Ask("a", "2");
            gone.Cancel();
            Assert.Equal(1, _turns.Waiting);
            return stays;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left!);
        Assert.Equal("a.3", await Ask("a", "3"));
        Assert.Equal(["a.2", "a.3"], _made);
    }

    [Fact]
    public async Task A_page_that_asks_again_and_again_does_not_come_in_before_one_that_waits()
    {
        using var slow = new SlowPicture();
        var first = _turns.DoAsync(new Turn("a", "centre"), slow.Make, default);
        slow.WaitUntilBegun();
        var waits = Ask("b", "centre");
        var again = Ask("a", "centre");
        slow.LetGo();
        await Task.WhenAll(first, waits, again);
        Assert.Equal(["b.centre", "a.centre"], _made);
    }

    [Fact]
    public async Task An_error_belongs_to_whoever_asked_and_the_next_is_made()
    {
        await Assert.ThrowsAsync<StudioException>(() => _turns.DoAsync<string>(new Turn("a", "1"), static () => throw new StudioException("No such thing."), default));
        Assert.Equal("a.2", await Ask("a", "2"));
    }

    [Fact]
    public async Task When_it_ends_whoever_waits_is_told()
    {
        using var slow = new SlowPicture();
        var turns = new Turns();
        var first = turns.DoAsync(new Turn("a", "1"), slow.Make, default);
        slow.WaitUntilBegun();
        var waits = turns.DoAsync(new Turn("a", "2"), static () => "never", default);
        var ending = Task.Run(turns.Dispose);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        slow.LetGo();
        Assert.Equal("slow", await first);
        await ending;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => turns.DoAsync(new Turn("a", "3"), static () => "never", default));
    }

    public void Dispose() => _turns.Dispose();
}
