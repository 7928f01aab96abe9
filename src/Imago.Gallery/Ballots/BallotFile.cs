using System.Security.Cryptography;
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
            Commitment = Commitment(ballot),
            Seed = ballot.DrawnAt is null ? null : Convert.ToHexStringLower(ballot.Seed),
            Order = ballot.DrawnAt is null ? null : Lots.Read(ballot.Lots!),
        });
    });

    /// <summary>SHA-256 of the seed, in hexadecimal.</summary>
    public static string Commitment(Ballot ballot) => Convert.ToHexStringLower(SHA256.HashData(ballot.Seed));
}
