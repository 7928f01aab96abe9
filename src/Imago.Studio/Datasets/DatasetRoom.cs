using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Studio.Datasets;

/// <summary>The room of pictures: they are brought in, looked at, and packed into data sets.</summary>
internal static class DatasetRoom
{
    public static void AddTo(IServiceCollection services) =>
        services.AddSingleton<UploadLimits>().AddSingleton<UploadStore>().AddSingleton<Inspections>().AddSingleton<Previews>().AddSingleton<DatasetShelf>().AddSingleton<DatasetTrash>();

    public static void Map(WebApplication app)
    {
        UploadEndpoints.Map(app);
        DatasetFiles.Map(app);
    }
}
