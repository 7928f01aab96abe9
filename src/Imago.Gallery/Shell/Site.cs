using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Imago.Gallery.Shell;

/// <summary>Where the gallery is found from outside: never what a request claims.</summary>
internal sealed class Site(GallerySettings settings, GalleryOptions options, IServer server)
{
    /// <summary>Such as <c>https://gallery.example</c>; null: an exported gallery that does not know yet where it will lie.</summary>
    public string? Address => (options.Still ? options.StillAddress : settings.Address ?? server.Features.Get<IServerAddressesFeature>()!.Addresses.First())?.TrimEnd('/');

    /// <summary>Only looked at: nothing can be taken, nobody signs in, all pages are files.</summary>
    public bool IsStill => options.Still;
}
