using Imago.Latent;
using Imago.Networks.Formats;

namespace Imago.Studio.Tests.Keeps;

/// <summary>The network that comes with Imago, read once for a class of tests.</summary>
public sealed class Portraits : IDisposable
{
    /// <summary>Makes its pictures.</summary>
    public Renderer Renderer { get; } = new(NetworkFile.Read(Some.BundledNetwork, NetworkParts.Generator));

    /// <summary>Frees it.</summary>
    public void Dispose() => Renderer.Dispose();
}
