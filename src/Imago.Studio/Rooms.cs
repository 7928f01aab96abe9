using Imago.Studio.Datasets;
using Imago.Studio.Films;
using Imago.Studio.Keeps;
using Imago.Studio.Networks;
using Imago.Studio.Projections;
using Imago.Studio.Explorer;
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
        FilmsRoom.AddTo(services);
        NetworksRoom.AddTo(services);
        ProjectionsRoom.AddTo(services);
        ExplorerRoom.AddTo(services);
    }

    public static void Map(WebApplication app)
    {
        DatasetRoom.Map(app);
        Training.TrainingRoom.Map(app);
        KeepsRoom.Map(app);
        FilmsRoom.Map(app);
        NetworksRoom.Map(app);
        ProjectionsRoom.Map(app);
        ExplorerRoom.Map(app);
    }
}
