using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Studio.Training;

/// <summary>The room where networks learn.</summary>
internal static class TrainingRoom
{
    public static void AddTo(IServiceCollection services) => services.AddSingleton<RunShelf>().AddSingleton<RunControl>().AddSingleton<DryRun>().AddSingleton<SpeedBook>();

    public static void Map(WebApplication app) => RunPictures.Map(app);
}
