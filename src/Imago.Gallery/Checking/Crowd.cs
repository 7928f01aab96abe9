using System.Globalization;

namespace Imago.Gallery.Checking;

/// <summary>
/// The visitors of a check. They crowd before the first works that are still free, and before a few that are just gone; they click twice, send one form from two tabs, ask for
/// two works at once, come back with the same form. Who gets no answer sends the same form again, until there is one, and then once more.
/// </summary>
internal sealed class Crowd(CheckOptions options, ScratchGallery gallery, IReadOnlyList<WebProcess> servers, History history) : IDisposable
{
    /// <summary>So many works are free before everybody at a time; the smaller, the more often two meet.</summary>
    private const int Window = 16;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = options.Impatience }) { Timeout = options.Impatience };
    private readonly int[] _free = [.. Enumerable.Range(1, Window)];
    private int _next = Window, _visitors, _forms;

    /// <summary>Comes until <paramref name="goOn"/> says no.</summary>
    /// <param name="goOn">Asked before each visit.</param>
    /// <param name="cancel">Ends it at once.</param>
    public Task RunAsync(Func<bool> goOn, CancellationToken cancel) => Task.WhenAll(Enumerable.Range(0, options.Clients).Select(one => Task.Run(
        async () =>
        {
            var random = new Random(options.Seed * 1009 + one);
            while (goOn())
                await VisitAsync(random, cancel).ConfigureAwait(false);
        },
        cancel)));

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task VisitAsync(Random random, CancellationToken cancel)
    {
        var (visitor, form, server) = (NewVisitor(), NewForm(), random.Next(servers.Count));
        var (work, other) = (Free(random), Free(random));
        Task Ask(int what, int who, int with, int where) => AskAsync(what, who, with, where, cancel);
        switch (random.Next(100))
        {
            case < 30: // comes, chooses, goes
                await Ask(work, visitor, form, server).ConfigureAwait(false);
                break;
            case < 40: // wants what was taken a moment ago
                await Ask(Recent(random), visitor, form, server).ConfigureAwait(false);
                break;
            case < 50: // comes back with the form
                await Ask(work, visitor, form, server).ConfigureAwait(false);
                await Ask(work, visitor, form, server + 1).ConfigureAwait(false);
                break;
            case < 60: // clicks twice
                await Task.WhenAll(Ask(work, visitor, form, server), Ask(work, visitor, form, server)).ConfigureAwait(false);
                break;
            case < 70: // sends one form from two tabs, which reach two servers where there are two
                await Task.WhenAll(Ask(work, visitor, form, server), Ask(work, visitor, form, server + 1)).ConfigureAwait(false);
                break;
            case < 78: // asks for two works at once
                await Task.WhenAll(Ask(work, visitor, form, server), Ask(other, visitor, NewForm(), server + 1)).ConfigureAwait(false);
                break;
            case < 86: // two want the same
                await Task.WhenAll(Ask(work, visitor, form, server), Ask(work, NewVisitor(), NewForm(), server + 1)).ConfigureAwait(false);
                break;
            case < 92: // has one, and wants another
                await Ask(work, visitor, form, server).ConfigureAwait(false);
                await Ask(other, visitor, NewForm(), server + 1).ConfigureAwait(false);
                break;
            case < 98: // looks only
                await LookAsync(Recent(random), server, cancel).ConfigureAwait(false);
                break;
            default: // wants what cannot be had
                await Ask(gallery.NotOpen[random.Next(gallery.NotOpen.Count)], visitor, form, server).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Asks for a work until there is an answer.</summary>
    private async Task AskAsync(int work, int visitor, int form, int server, CancellationToken cancel)
    {
        for (var times = 0; ; times++)
        {
            var outcome = await OnceAsync(servers[(server + times) % servers.Count], work, visitor, form, cancel).ConfigureAwait(false);
            if (outcome == Outcome.Unknown)
            {
                await Task.Delay(50, cancel).ConfigureAwait(false);
                continue;
            }
            if (outcome is Outcome.Taken or Outcome.WorkTaken)
                Gone(work);
            if (times > 0) // the answer came late: it must be the answer still
                await OnceAsync(servers[server % servers.Count], work, visitor, form, cancel).ConfigureAwait(false);
            return;
        }
    }

    private async Task<Outcome> OnceAsync(WebProcess server, int work, int visitor, int form, CancellationToken cancel)
    {
        var address = await server.AddressAsync().WaitAsync(cancel).ConfigureAwait(false);
        var operation = history.Invoke(string.Create(CultureInfo.InvariantCulture, $"claim {work} {visitor} {form} web {server.Number}"));
        return await EndAsync(operation, () => _http.PostAsync(
            new Uri(address, string.Create(CultureInfo.InvariantCulture, $"/checking/claim?work={work}&visitor={Numbers.ToGuid(visitor)}&key={Numbers.ToGuid(form)}")), null, cancel), cancel).ConfigureAwait(false);
    }

    private async Task LookAsync(int work, int server, CancellationToken cancel)
    {
        var address = await servers[server].AddressAsync().WaitAsync(cancel).ConfigureAwait(false);
        var operation = history.Invoke(string.Create(CultureInfo.InvariantCulture, $"look {work} web {server}"));
        await EndAsync(operation, () => _http.GetAsync(new Uri(address, string.Create(CultureInfo.InvariantCulture, $"/checking/owner/{work}")), cancel), cancel).ConfigureAwait(false);
    }

    private async Task<Outcome> EndAsync(int operation, Func<Task<HttpResponseMessage>> ask, CancellationToken cancel)
    {
        try
        {
            using var response = await ask().ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                var words = await response.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
                var outcome = History.Parse(words).Outcome;
                history.End(operation, outcome, words);
                return outcome;
            }
            history.End(operation, Outcome.Unknown, $"status {(int)response.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            history.End(operation, Outcome.Unknown, e.GetType().Name);
        }
        return Outcome.Unknown;
    }

    private int Free(Random random) => Volatile.Read(ref _free[random.Next(Window)]);

    private int Recent(Random random) => 1 + Math.Max(0, Volatile.Read(ref _next) - 1 - random.Next(3 * Window)) % gallery.Works;

    // Another one takes its place before the crowd. When all are gone, the crowd meets the first ones again, and is refused.
    private void Gone(int work)
    {
        for (var i = 0; i < Window; i++)
            if (Volatile.Read(ref _free[i]) == work)
                Interlocked.CompareExchange(ref _free[i], 1 + (Interlocked.Increment(ref _next) - 1) % gallery.Works, work);
    }

    private int NewVisitor() => Interlocked.Increment(ref _visitors);

    private int NewForm() => Interlocked.Increment(ref _forms);
}
