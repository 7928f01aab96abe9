using Imago.Imaging;
using Imago.Latent;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Studio.Keeps;
using Imago.Studio.Networks;
using Imago.Torch.Formats;

namespace Imago.Studio.Explorer;

/// <summary>
/// Where pages ask for pictures of networks. It keeps the two networks open that were used last, reads one again where its file has changed, and goes on with one whose file was deleted
/// as long as it is open.
/// </summary>
/// <param name="shelf">Where networks are.</param>
/// <param name="keeps">Where kept latents are.</param>
public sealed class PictureDesk(NetworkShelf shelf, KeepShelf keeps) : IDisposable
{
    private const int MostOpen = 2;

    private readonly Turns _turns = new();

    // The last used last; only the thread of the turns touches it.
    private readonly List<(string Key, OpenNetwork Network)> _open = [];

    /// <summary>Does something with a network in its turn.</summary>
    /// <exception cref="StudioException">The network is not there, or cannot be read; or what was asked for does not fit it.</exception>
    /// <exception cref="OperationCanceledException">A newer wish came first.</exception>
    internal Task<T> WithAsync<T>(string networkKey, Turn turn, Func<OpenNetwork, T> work, CancellationToken cancel) => _turns.DoAsync(turn, () =>
    {
        try
        {
            return work(Open(networkKey));
        }
        catch (Exception e) when (e is NetworkException or SafeTensorsException or LatentException or ArgumentException or PictureException or IOException or UnauthorizedAccessException)
        {
            throw new StudioException(e.Message, e);
        }
    }, cancel);

    /// <summary>What a page has to know of a network.</summary>
    /// <exception cref="StudioException">See <see cref="WithAsync"/>.</exception>
    public Task<NetworkFacts> FactsAsync(string networkKey, CancellationToken cancel = default) => WithAsync(networkKey, new Turn("pages", Guid.NewGuid().ToString()), static network => network.Facts, cancel);

    /// <summary>Closes the networks.</summary>
    public void Dispose()
    {
        _turns.Dispose();
        _open.ForEach(static one => one.Network.Dispose());
    }

    private OpenNetwork Open(string key)
    {
        var found = _open.FindIndex(one => one.Key == key);
        var known = found < 0 ? null : _open[found].Network;
        if (found >= 0)
            _open.RemoveAt(found);
        // Deleted: what is open stays.
        var path = known is null ? shelf.Find(key).Path : shelf.TryFind(key)?.Path;
        if (known is not null && path is not null && OpenNetwork.StampOf(path) is var now && now != default && now != known.Stamp)
        {
            known.Dispose();
            known = null;
        }
        if (known is null)
        {
            while (_open.Count >= MostOpen)
            {
                _open[0].Network.Dispose();
                _open.RemoveAt(0);
            }
            known = new(shelf.Find(key), keeps);
        }
        _open.Add((key, known));
        return known;
    }
}
