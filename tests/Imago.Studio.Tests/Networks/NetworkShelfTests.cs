using Imago.Studio.Networks;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Tests;

public sealed class NetworkShelfTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly NetworkShelf _shelf;

    public NetworkShelfTests() => _shelf = new NetworkShelf(new Workspace(_folder.Path), Some.Options(_folder.Path));

    public void Dispose() => _folder.Dispose();

    // Keys come from addresses and from files that lie beside pictures.
    [Theory]
    [InlineData("runs/a", "is not there any more")]
    [InlineData("runs/00000-faces/network-000120.safetensors", "The network 00000-faces · 000120 kimg is not there any more")]
    [InlineData("networks/mine.safetensors", "The network mine is not there any more")]
    [InlineData("networks/../../secret.safetensors", "is not in networks/")]
    [InlineData("secret.safetensors", "names no network")]
    [InlineData("", "names no network")]
    public void A_key_of_no_network_is_refused_in_a_sentence_and_stands_for_itself(string key, string expected)
    {
        Assert.Contains(expected, Assert.Throws<StudioException>(() => _shelf.Find(key)).Message, StringComparison.Ordinal);
        Assert.Null(_shelf.TryFind(key));
        Assert.Equal(key, _shelf.NameOf(key));
    }
}
