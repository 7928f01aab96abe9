using Imago.Gallery.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Claims;

/// <summary>Who takes what: one <see cref="ClaimStore"/> for the whole process.</summary>
internal static class Claiming
{
    public static void AddTo(IServiceCollection services) => services.AddSingleton(static provider => ClaimStore.Of(provider.GetRequiredService<GalleryDatabase>()));
}
