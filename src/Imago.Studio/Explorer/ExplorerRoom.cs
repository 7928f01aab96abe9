using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Studio.Explorer;

/// <summary>The room in which a network's space is explored.</summary>
internal static class ExplorerRoom
{
    public static void AddTo(IServiceCollection services) => services.AddSingleton<PictureDesk>().AddSingleton<ExplorerJobs>();

    public static void Map(WebApplication app) => PictureEndpoints.Map(app);
}
