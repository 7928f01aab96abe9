using Imago.Gallery.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Ballots;

/// <summary><c>/ballots/1.json</c>: what anyone needs to recompute an order. Before the draw it holds the seed's hash alone.</summary>
internal static class BallotFile
{
    public static void Map(WebApplication app) => app.MapGet("/ballots/{id:int}.json", static async (int id, GalleryDatabase database, HttpContext context) =>
    {
        await using var data = database.Context();
        if (await data.Ballots.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, context.RequestAborted).ConfigureAwait(false) is not { } ballot)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Json(new
        {
            Ballot = id,
            ballot.ClosesAt,
            Commitment = Convert.ToHexStringLower(ballot.SeedHash),
            Seed = ballot.Seed is { } seed ? Convert.ToHexStringLower(seed) : null,
            Order = ballot.DrawnAt is null ? null : Lots.Read(ballot.Lots!),
        });
    });
}
