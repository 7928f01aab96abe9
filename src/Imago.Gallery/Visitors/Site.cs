using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Imago.Gallery.Visitors;

/// <summary>Where the gallery is, as letters and passkeys name it: what the keeper says, else where it listens; never what a request's header says.</summary>
internal sealed class Site(GallerySettings settings, IServer server)
{
    /// <summary>Such as <c>https://gallery.example</c>, without a slash at the end.</summary>
    public string Address => (settings.Address ?? server.Features.Get<IServerAddressesFeature>()!.Addresses.First()).TrimEnd('/');
}
