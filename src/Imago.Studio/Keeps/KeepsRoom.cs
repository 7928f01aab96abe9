using Imago.Studio.Workspaces;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Studio.Keeps;

/// <summary>The room of the kept pictures.</summary>
internal static class KeepsRoom
{
    public static void AddTo(IServiceCollection services) => services.AddSingleton<Trash>().AddSingleton<KeepShelf>();
}
