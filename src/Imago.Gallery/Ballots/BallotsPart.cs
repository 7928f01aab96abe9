using Imago.Gallery.Operations;
using Imago.Gallery.Visitors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Ballots;

/// <summary>The part of ballots: lists of wishes, and the draw.</summary>
internal static class BallotsPart
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<WishLists>().AddSingleton<DrawLetters>().AddSingleton<Draw>();
        services.AddSingleton<Chore, DrawWorker>();
    }

    public static void Map(WebApplication app)
    {
        BallotFile.Map(app);
        WishForm.Map(app.MapGroup("/{language:length(2)}").WithMetadata(new NeverStoredAttribute()).WithOrder(-1)); // before the page of the same address, which answers GET
    }
}
