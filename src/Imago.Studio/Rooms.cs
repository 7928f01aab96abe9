using Imago.Studio.Datasets;
using Imago.Studio.Keeps;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Studio;

/// <summary>The studio's rooms: what each needs, and the addresses each answers beside its pages.</summary>
internal static class Rooms
{
    public static void AddTo(IServiceCollection services)
    {
        DatasetRoom.AddTo(services);
        Training.TrainingRoom.AddTo(services);
        KeepsRoom.AddTo(services);
    }

    public static void Map(WebApplication app)
    {
        DatasetRoom.Map(app);
        Training.TrainingRoom.Map(app);
    }
}
