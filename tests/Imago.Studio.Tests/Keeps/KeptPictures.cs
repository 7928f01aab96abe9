using Imago.Latent;
using Imago.Studio.Keeps;
using Imago.Studio.Networks;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Tests.Keeps;

/// <summary>Pictures of the network that comes with Imago, kept in a workspace as the explorer keeps them.</summary>
internal static class KeptPictures
{
    /// <summary>Keeps three, of which the last is the newest.</summary>
    public static KeepShelf Three(string workspace, Renderer renderer)
    {
        var opened = new Workspace(workspace);
        var shelf = new KeepShelf(opened, new Trash(opened));
        foreach (var (name, seed, tags) in new[] { ("Anna", 1L, (string[])["woman", "blue"]), ("Berta", 2L, ["woman"]), ("Carl & Söhne", 3L, []) })
        {
            var request = new RenderRequest { Latent = LatentCode.OfSeed(seed, renderer.Options.ZDim), TruncationPsi = 0.7 };
            shelf.Add(name, tags, request.Latent, renderer.Generator, request, renderer.Render(request).ToPicture(), NetworkShelf.BundledKey, $"network=bundled&seed={seed}");
        }
        return shelf;
    }
}
