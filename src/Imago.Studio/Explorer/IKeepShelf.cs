using Imago.Imaging;
using Imago.Latent;
using Imago.Networks;

namespace Imago.Studio.Explorer;

/// <summary>What the explorer needs of the shelf of kept pictures.</summary>
public interface IKeepShelf
{
    /// <summary>Keeps a picture: <c>keeps/NAME.png</c>, <c>.safetensors</c> (its latent) and <c>.json</c>.</summary>
    /// <returns>The name that it got: the one asked for, or the next free one.</returns>
    string Add(string name, IReadOnlyList<string> tags, LatentCode latent, Generator generator, RenderRequest request, Picture picture, string networkKey, string viewQuery);

    /// <summary>A kept latent.</summary>
    /// <exception cref="StudioException">There is none of this name.</exception>
    LatentCode Latent(string name, Generator generator);
}
